"""Run by test_other_clients.py with another Python: waits for a call, takes it or declines it, speaks, hears.

PORT HOW HEARD: HOW is answer or decline; HEARD is where what was heard is written. It prints `ready`, then `ringing`.
"""

import math
import os
import struct
import sys
import time
import wave

import pjsua2 as pj

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


def sound_of(call):
    information = call.getInfo()  # kept in a variable: it owns what it lists
    for index, media in enumerate(information.media):
        if media.type == pj.PJMEDIA_TYPE_AUDIO and media.status == pj.PJSUA_CALL_MEDIA_ACTIVE:
            return pj.AudioMedia.typecastFromMedia(call.getMedia(index))
    return None


def tone(path):
    with wave.open(path, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(8000)
        values = (int(8000 * math.sin(2 * math.pi * 620 * n / 8000)) for n in range(16000))
        out.writeframes(b"".join(struct.pack("<h", value) for value in values))


def main():
    said = HEARD + ".said.wav"
    tone(said)
    endpoint = pj.Endpoint()
    endpoint.libCreate()
    config = pj.EpConfig()
    config.uaConfig.threadCnt = 0
    config.uaConfig.mainThreadOnly = True
    config.logConfig.level = 0
    config.logConfig.consoleLevel = 0
    config.medConfig.clockRate = 8000
    config.medConfig.noVad = True
    endpoint.libInit(config)
    transport = pj.TransportConfig()
    transport.boundAddress = "127.0.0.1"
    transport.port = PORT
    endpoint.transportCreate(pj.PJSIP_TRANSPORT_UDP, transport)
    endpoint.libStart()
    endpoint.audDevManager().setNullDev()
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
        wait(endpoint, lambda: state(call) == pj.PJSIP_INV_STATE_CONFIRMED and sound_of(call) is not None)
        recorder, player = pj.AudioMediaRecorder(), pj.AudioMediaPlayer()
        recorder.createRecorder(HEARD)
        player.createPlayer(said, pj.PJMEDIA_FILE_NO_LOOP)
        sound_of(call).startTransmit(recorder)
        player.startTransmit(sound_of(call))
    wait(endpoint, lambda: not call.isActive())  # what is over has no state any more
    recorder = player = None  # what was heard is written then
    os._exit(0)  # the library aborts over the order in which Python gives up what is left


main()
