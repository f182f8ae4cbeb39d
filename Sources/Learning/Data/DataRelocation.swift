extension DataSpecification {
  /// The same data in another folder: files keep their names, but not the folders that they were in.
  public func relocated(to folder: String) -> DataSpecification {
    var moved = self
    func place(_ path: String) -> String {
      path.isEmpty
        ? ""
        : folder + "/" + (path.unicodeScalars.split(separator: "/").last.map { String($0) } ?? path)
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

  /// The files, or the folder, that it names.
  public var paths: [String] {
    switch source {
    case .digits: []
    case .mnist(let directory): [directory]
    case .idx(let images, let labels): [images, labels].filter { !$0.isEmpty }
    case .csv(let file, _), .libsvm(let file, _): [file]
    case .npy(let features, let labels, _): [features, labels].filter { !$0.isEmpty }
    }
  }

  /// The same without names of files and folders: which of two that are alike in it is read makes no
  /// other job, if what stands there is the same.
  public var withoutPaths: DataSpecification {
    var nameless = self
    switch source {
    case .digits: break
    case .mnist: nameless.source = .mnist(directory: "")
    case .idx: nameless.source = .idx(images: "", labels: "")
    case .csv(_, let options): nameless.source = .csv(file: "", options)
    case .libsvm(_, let options): nameless.source = .libsvm(file: "", options)
    case .npy(_, _, let options): nameless.source = .npy(features: "", labels: "", options)
    }
    return nameless
  }

  /// This specification, with what it does not say as in another of the same kind.
  public func filled(from other: DataSpecification) -> DataSpecification {
    var filled = self
    switch (source, other.source) {
    case (.csv(let file, let options), .csv(_, let others)):
      filled.source = .csv(file: file, options.filled(from: others))
    case (.libsvm(let file, let options), .libsvm(_, let others)):
      filled.source = .libsvm(file: file, options.filled(from: others))
    case (.npy(let features, let labels, let options), .npy(_, _, let others)):
      filled.source = .npy(features: features, labels: labels, options.filled(from: others))
    default: break
    }
    return filled
  }
}
