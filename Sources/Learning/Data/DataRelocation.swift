extension DataSpecification {
  /// The same data in another folder: files keep their names, but not the folders that they were in.
  public func relocated(to folder: String) -> DataSpecification {
    var moved = self
    func place(_ path: String) -> String {
      folder + "/" + (path.split(separator: "/").last.map(String.init) ?? path)
    }
    switch source {
    case .digits: break
    case .mnist: moved.source = .mnist(directory: folder)
    case .idx(let images, let labels):
      moved.source = .idx(images: place(images), labels: place(labels))
    case .csv(let file, let options): moved.source = .csv(file: place(file), options)
    case .libsvm(let file, let options): moved.source = .libsvm(file: place(file), options)
    case .npy(let features, let labels, let options):
      moved.source = .npy(features: place(features), labels: place(labels), options)
    }
    return moved
  }
}
