// Cameras and screens of few pixels and few pictures a second, and sound as it is: several people fit onto one machine.
// Pages that did not come securely have none.
if (navigator.mediaDevices !== undefined) {
  const { mediaDevices } = navigator;
  const PICTURE = { width: 320, height: 180, frameRate: 10 };
  const SOUND = { echoCancellation: false, noiseSuppression: false, autoGainControl: false };
  const small = (wanted, size) => (typeof wanted === "object" ? { ...wanted, ...size } : wanted);
  for (const name of ["getUserMedia", "getDisplayMedia"]) {
    const get = mediaDevices[name].bind(mediaDevices);
    mediaDevices[name] = ({ video, audio }) => get({ video: small(video, PICTURE), audio: small(audio, SOUND) });
  }
}
