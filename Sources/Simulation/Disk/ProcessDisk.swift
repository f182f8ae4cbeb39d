import Storage

/// The disk as one server process uses it: each operation can be its last.
struct ProcessDisk: Disk {
  let disk: SimulatedDisk
  let life: ProcessLife
  let trace: Trace

  private func begin(_ operation: @autoclosure () -> String) throws(DiskError) {
    guard life.interacts() else { throw DiskError("the process is dead") }
    trace.note("disk: \(operation())")
  }

  func create(_ name: String) throws(DiskError) {
    try begin("create \(name)")
    try disk.create(name)
  }

  func append(_ bytes: UnsafeRawBufferPointer, to name: String) throws(DiskError) {
    let wasAlive = !life.isOver
    do throws(DiskError) {
      try begin("append \(bytes.count) bytes to \(name)")
    } catch {
      if wasAlive { disk.appendPart(of: bytes, to: name) }
      throw error
    }
    try disk.append(bytes, to: name)
  }

  func synchronize(_ name: String) throws(DiskError) {
    try begin("synchronize \(name)")
    try disk.synchronize(name)
  }

  func link(_ name: String, as other: String) throws(DiskError) {
    try begin("link \(name) as \(other)")
    try disk.link(name, as: other)
  }

  func rename(_ name: String, to other: String) throws(DiskError) {
    try begin("rename \(name) to \(other)")
    try disk.rename(name, to: other)
  }

  func remove(_ name: String) throws(DiskError) {
    try begin("remove \(name)")
    try disk.remove(name)
  }

  func synchronizeFolder() throws(DiskError) {
    try begin("synchronize the folder")
    try disk.synchronizeFolder()
  }

  func names() throws(DiskError) -> [String] {
    try begin("list the folder")
    return try disk.names()
  }

  func size(of name: String) throws(DiskError) -> Int? {
    try begin("look at \(name)")
    return try disk.size(of: name)
  }

  func contents(of name: String, first count: Int) throws(DiskError) -> [UInt8] {
    try begin("read \(count) bytes of \(name)")
    return try disk.contents(of: name, first: count)
  }

  func contents(of name: String) throws(DiskError) -> [UInt8] {
    try begin("read \(name)")
    return try disk.contents(of: name)
  }
}
