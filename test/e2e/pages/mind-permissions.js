// The test browser hands out its cameras to everybody. This page gets them only with its user's permission, as others do.
if (navigator.mediaDevices !== undefined) {
  const { mediaDevices, permissions } = navigator;
  const get = mediaDevices.getUserMedia.bind(mediaDevices);
  mediaDevices.getUserMedia = async (constraints) => {
    for (const [kind, name] of Object.entries({ video: "camera", audio: "microphone" })) {
      const { state } = await permissions.query({ name });
      if (constraints[kind] && state !== "granted") throw new DOMException("Permission denied", "NotAllowedError");
    }
    return get(constraints);
  };
}
