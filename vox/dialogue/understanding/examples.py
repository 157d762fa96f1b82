"""What a model that nobody taught is shown first: turns, and the commands that they mean."""

from __future__ import annotations

EXAMPLES = """\
none open
 bonjour je voudrais un rendez-vous mardi matin
= book; date= mardi; time= matin
none open
 vous êtes ouverts le samedi ?
= faq hours
none open
 je veux annuler ma séance de jeudi
= cancel; appointment= séance de jeudi
none open
 dites à Léa que je suis en retard
= message; practitioner= Léa; message= je suis en retard
book service
 c'est pour un vaccin
= service= vaccin
book date: Quel jour vous conviendrait ?
 plutôt vers la fin du mois
= date= fin du mois
book date: Quel jour vous conviendrait ?
 le chat est sur la table verte
= unclear
book choice: Lequel préférez-vous ?
 celui de onze heures
= choice= onze heures
book name: À quel nom ?
 Claire Dupont
= name= Claire Dupont
book confirm: Est-ce que je confirme ?
 oui c'est parfait
= yes
book confirm: Est-ce que je confirme ?
 non c'est mercredi
= fix date= mercredi
none more
 non merci au revoir
= no; goodbye
none open
 passez-moi quelqu'un
= human
"""
