/// A message on its way. The payload is read when it is delivered, as a real link would; what it was
/// when it was sent is kept too, so that a sender who changes memory in flight is found out.
struct InMemoryMessage {
  let head: [UInt8]
  let payload: InMemoryBuffer?
  private let sent: [UInt32]

  init(head: UnsafeRawBufferPointer, payload: InMemoryBuffer?) {
    self.head = Array(head)
    self.payload = payload
    sent = payload.map { $0.floats.map(\.bitPattern) } ?? []
    payload?.take()
  }

  /// The payload's floats; its buffer is then free again.
  func deliver() -> [Float]? {
    guard let payload else { return nil }
    let floats = Array(payload.floats)
    precondition(
      floats.elementsEqual(sent) { $0.bitPattern == $1 },
      "a payload was changed while it was in flight")
    payload.giveBack()
    return floats
  }

  /// The network has lost it.
  func lose() {
    payload?.giveBack()
  }
}
