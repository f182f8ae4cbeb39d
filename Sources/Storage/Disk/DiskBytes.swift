extension Disk {
  /// Adds bytes at a file's end, as the operation on raw memory does.
  public func append(_ bytes: [UInt8], to name: String) throws(DiskError) {
    try bytes.withUnsafeBufferPointer { (buffer) throws(DiskError) in
      try append(UnsafeRawBufferPointer(buffer), to: name)
    }
  }
}
