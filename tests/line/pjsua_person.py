"""Run by test_other_clients.py with another Python: waits for a call, takes it or declines it, speaks, hears.

PORT HOW HEARD: HOW is answer or decline; HEARD is where what was heard is written. It prints `ready`, then `ringing`.
"""

import os
import sys
import time

import pjsua2 as pj
import pjsua_sound

PORT, HOW, HEARD = int(sys.argv[1]), sys.argv[2], sys.argv[3]
PATIENCE = 40.0


class Person(pj.Account):
    call = None

    def onIncomingCall(self, prm):
        self.call = pj.Call(self, prm.callId)
        print("ringing", flush=True)


def wait(endpoint, true):
    until = time.monotonic() + PATIENCE
    while not true():
        if time.monotonic() > until:
            raise SystemExit("it took too long")
        endpoint.libHandleEvents(10)


def state(call):
    information = call.getInfo()
    return information.state


def main():
    said = HEARD + ".said.wav"
    pjsua_sound.tone(said, 620, 2)
    endpoint = pjsua_sound.endpoint(PORT)
    account_config = pj.AccountConfig()
    account_config.idUri = "sip:101@127.0.0.1"
    account_config.mediaConfig.transportConfig.boundAddress = "127.0.0.1"
    person = Person()
    person.create(account_config)
    print("ready", flush=True)
    wait(endpoint, lambda: person.call is not None)
    call = person.call
    answer = pj.CallOpParam(True)
    answer.statusCode = 200 if HOW == "answer" else 603
    call.answer(answer)
    recorder = player = None
    if HOW == "answer":
        wait(endpoint, lambda: state(call) == pj.PJSIP_INV_STATE_CONFIRMED and pjsua_sound.sound_of(call) is not None)
        recorder, player = pj.AudioMediaRecorder(), pj.AudioMediaPlayer()
        recorder.createRecorder(HEARD)
        player.createPlayer(said, pj.PJMEDIA_FILE_NO_LOOP)
        pjsua_sound.sound_of(call).startTransmit(recorder)
        player.startTransmit(pjsua_sound.sound_of(call))
    wait(endpoint, lambda: not call.isActive())  # what is over has no state any more
    recorder = player = None  # what was heard is written then
    os._exit(0)  # the library aborts over the order in which Python gives up what is left


main()
