// The page from which people call: microphone, connection, what is shown. It talks to this site and to nobody else.
"use strict";

const page = document.querySelector("main");
const given = JSON.parse(page.dataset.given);  // states, wrong, token, servers
const find = id => document.getElementById(id);
const state = find("state"), wrong = find("wrong"), call = find("call"), hangUp = find("hang-up");
const captions = find("captions"), keypad = find("keypad"), voice = find("voice");
const CANDIDATES_MS = 2000, CONNECT_MS = 20000, LAST_WORDS_MS = 400;

let line = null;  // the call that goes on: {peer, channel, stream, said, timer}

function show(name) {
  wrong.textContent = "";
  state.textContent = given.states[name];
  page.dataset.state = name;
  const on = name === "talking" || name === "calling" || name === "microphone";
  const moved = [call, hangUp, keypad].some(one => one.contains(document.activeElement));
  call.hidden = on;
  hangUp.hidden = !on;
  keypad.hidden = name !== "talking";
  if (moved) (on ? hangUp : call).focus();
}

function end(ofLine, name) {
  if (line !== ofLine || line === null) return;
  line = null;
  clearTimeout(ofLine.timer);
  if (ofLine.channel && ofLine.channel.readyState === "open") ofLine.channel.send('{"hang_up": true}');
  for (const track of ofLine.stream ? ofLine.stream.getTracks() : []) { track.onended = null; track.stop(); }
  if (ofLine.peer) ofLine.peer.close();
  voice.srcObject = null;
  show("ended");
  if (name) {
    state.textContent = "";
    page.dataset.state = name;
    wrong.textContent = given.wrong[name];
  }
}

async function microphone() {
  // A browser's noise suppression is made for ears: it took away of the words what Vox hears them by.
  try {
    return await navigator.mediaDevices.getUserMedia({
      audio: {echoCancellation: true, noiseSuppression: false, autoGainControl: true},
    });
  } catch (error) {
    const reasons = {NotAllowedError: "refused", SecurityError: "refused", NotFoundError: "no-microphone",
      OverconstrainedError: "no-microphone"};
    throw reasons[error.name] || "microphone-taken";
  }
}

function gathered(peer) {
  return new Promise(resolve => {
    const look = () => { if (peer.iceGatheringState === "complete") resolve(); };
    peer.addEventListener("icegatheringstatechange", look);
    setTimeout(resolve, CANDIDATES_MS);
    look();
  });
}

async function asked(offer) {
  let answer;
  try {
    answer = await fetch(location.pathname, {
      method: "POST", headers: {"Content-Type": "application/json"}, credentials: "omit", redirect: "error",
      body: JSON.stringify({token: given.token, sdp: offer}),
    });
  } catch {
    throw "unreachable";
  }
  const reasons = {403: "stale", 413: "unusable", 415: "unusable", 422: "unusable", 429: "too-many", 503: "busy"};
  let told = {};
  try { told = await answer.json(); } catch { /* a proxy's page */ }
  if (told.token) given.token = told.token;
  if (!answer.ok) throw reasons[answer.status] || "unreachable";
  return told.sdp;
}

function caption(text) {
  const item = document.createElement("li");
  item.textContent = text;
  captions.append(item);
  item.scrollIntoView({block: "nearest"});
}

function heard(ofLine, message) {
  const said = JSON.parse(message);
  if (said.caption) caption(said.caption);
  if (said.end) setTimeout(() => end(ofLine, ""), LAST_WORDS_MS);
}

function changed(ofLine) {
  const now = ofLine.peer.connectionState;
  if (now === "connected" && line === ofLine) { clearTimeout(ofLine.timer); ofLine.through = true; show("talking"); }
  if (now === "failed" || now === "closed") end(ofLine, ofLine.through ? "lost" : "no-way");
}

async function begin() {
  if (line) return;
  const mine = line = {};
  captions.replaceChildren();
  show("microphone");
  try {
    mine.stream = await microphone();
    if (line !== mine) { mine.stream.getTracks().forEach(track => track.stop()); return; }
    show("calling");
    mine.stream.getAudioTracks()[0].onended = () => end(mine, "microphone-lost");
    const peer = mine.peer = new RTCPeerConnection({iceServers: given.servers, bundlePolicy: "max-bundle"});
    peer.onconnectionstatechange = () => changed(mine);
    peer.ontrack = event => { voice.srcObject = new MediaStream([event.track]); };
    mine.channel = peer.createDataChannel("vox");
    mine.channel.onmessage = event => heard(mine, event.data);
    mine.channel.onclose = () => end(mine, "lost");
    peer.addTrack(mine.stream.getAudioTracks()[0], mine.stream);
    await peer.setLocalDescription();
    await gathered(peer);
    if (line !== mine) return;
    const answer = await asked(peer.localDescription.sdp);
    if (line !== mine) return;
    mine.timer = setTimeout(() => end(mine, "no-way"), CONNECT_MS);
    await peer.setRemoteDescription({type: "answer", sdp: answer});
  } catch (reason) {
    end(mine, typeof reason === "string" ? reason : "unusable");
  }
}

call.addEventListener("click", begin);
hangUp.addEventListener("click", () => end(line, ""));
addEventListener("pagehide", () => end(line, ""));
find("captions-shown").addEventListener("change", event => { captions.hidden = !event.target.checked; });
keypad.addEventListener("click", event => {
  const key = event.target.dataset.key;
  if (key && line && line.channel.readyState === "open") line.channel.send(JSON.stringify({key}));
});

show("ready");
if (!navigator.mediaDevices || !window.RTCPeerConnection) {
  call.disabled = true;
  state.textContent = "";
  page.dataset.state = "unsupported";
  wrong.textContent = given.wrong.unsupported;
}
