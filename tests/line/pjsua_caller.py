"""Run by test_other_clients.py with another Python: calls, says a tone, presses keys, holds, takes back, hangs up."""

import sys
import time

import pjsua2 as pj
import pjsua_sound

URI, CODEC, HEARD = sys.argv[1:4]
PATIENCE = 20.0


class Caller(pj.Call):
    def media(self):
        return pjsua_sound.sound_of(self)

    def state(self):
        information = self.getInfo()
        return information.state


def wait(endpoint, true):
    until = time.monotonic() + PATIENCE
    while not true():
        if time.monotonic() > until:
            raise SystemExit("it took too long")
        endpoint.libHandleEvents(10)


def pause(endpoint, seconds):
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        endpoint.libHandleEvents(10)


def main():
    said = HEARD + ".said.wav"
    pjsua_sound.tone(said, 440, 1)
    endpoint = pjsua_sound.endpoint()
    for codec in endpoint.codecEnum2():
        endpoint.codecSetPriority(codec.codecId, 255 if codec.codecId.startswith(CODEC + "/8000") else 0)
    account_config = pj.AccountConfig()
    account_config.idUri = "sip:+33639980012@127.0.0.1"
    account_config.mediaConfig.transportConfig.boundAddress = "127.0.0.1"
    account = pj.Account()
    account.create(account_config)
    call = Caller(account)
    call.makeCall(URI, pj.CallOpParam(True))
    wait(endpoint, lambda: call.state() == pj.PJSIP_INV_STATE_CONFIRMED and call.media() is not None)
    recorder, player = pj.AudioMediaRecorder(), pj.AudioMediaPlayer()
    recorder.createRecorder(HEARD)
    player.createPlayer(said, pj.PJMEDIA_FILE_NO_LOOP)
    call.media().startTransmit(recorder)
    player.startTransmit(call.media())
    pause(endpoint, 2.0)
    for key in "12*#":
        call.dialDtmf(key)
        pause(endpoint, 0.4)
    sys.stdin.readline()
    pause(endpoint, 1.5)
    call.setHold(pj.CallOpParam(True))
    pause(endpoint, 0.5)
    back = pj.CallOpParam(True)
    back.opt.flag = pj.PJSUA_CALL_UNHOLD
    call.reinvite(back)
    pause(endpoint, 0.5)
    wait(endpoint, lambda: call.media() is not None)
    call.hangup(pj.CallOpParam())
    wait(endpoint, lambda: call.state() == pj.PJSIP_INV_STATE_DISCONNECTED)
    recorder = player = call = account = None  # before the library goes
    endpoint.libDestroy()


main()
