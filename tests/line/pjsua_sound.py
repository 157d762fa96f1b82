"""What the scripts that run with another Python share: a pjsua endpoint without a sound card, its sound, a tone."""

import math
import struct
import wave

import pjsua2 as pj


def endpoint(port=0):
    """Started on the loopback, driven by the caller's own thread; G.711 at its own rate, silence sent as sound."""
    made = pj.Endpoint()
    made.libCreate()
    config = pj.EpConfig()
    config.uaConfig.threadCnt = 0
    config.uaConfig.mainThreadOnly = True
    config.logConfig.level = 0
    config.logConfig.consoleLevel = 0
    config.medConfig.clockRate = 8000
    config.medConfig.noVad = True
    made.libInit(config)
    transport = pj.TransportConfig()
    transport.boundAddress = "127.0.0.1"
    transport.port = port
    made.transportCreate(pj.PJSIP_TRANSPORT_UDP, transport)
    made.libStart()
    made.audDevManager().setNullDev()
    return made


def sound_of(call):
    """Its media, None while there is none."""
    information = call.getInfo()  # kept in a variable: it owns what it lists
    for index, media in enumerate(information.media):
        if media.type == pj.PJMEDIA_TYPE_AUDIO and media.status == pj.PJSUA_CALL_MEDIA_ACTIVE:
            return pj.AudioMedia.typecastFromMedia(call.getMedia(index))
    return None


def tone(path, hertz, seconds):
    """A WAV file of it, at 8 kHz."""
    with wave.open(path, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(8000)
        values = (int(8000 * math.sin(2 * math.pi * hertz * n / 8000)) for n in range(8000 * seconds))
        out.writeframes(b"".join(struct.pack("<h", value) for value in values))
