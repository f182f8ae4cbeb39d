import Foundation

/// Data and job files that are wrong in one way each, and one that is right.
enum BadFiles {
  static func write(to scratch: Scratch) throws {
    func write(_ name: String, _ bytes: [UInt8]) throws {
      try Data(bytes).write(to: URL(fileURLWithPath: scratch.path(name)))
    }
    for (name, text) in texts { _ = try scratch.write(name, text) }
    try FileManager.default.createDirectory(
      atPath: scratch.path("mnist"), withIntermediateDirectories: false)
    for part in ["train", "t10k"] {
      try write("mnist/\(part)-images-idx3-ubyte", images(pixels: [7, 8]))
    }
    try write("mnist/train-labels-idx1-ubyte", labels([9, 10]))
    try write("mnist/t10k-labels-idx1-ubyte", labels([0, 1]))
    try write("cut-images", images(pixels: [7]))
    try write("labels", labels([0, 1]))
    try write("cut.csv.gz", Array(compressed.dropLast(12)))
  }

  private static let texts = [
    ("right.csv", "0.5,1,0\n2,3,1\n4,-1,0\n"),
    ("nan.csv", "0.5,1,0\n2,nan,1\n"),
    ("text.csv", "0.5,1,0\n2,many,1\n"),
    ("ragged.csv", "0.5,1,0\n2,1\n"),
    ("empty.csv", ""),
    ("one-class.csv", "0.5,1,0\n2,3,0\n"),
    ("other-label.csv", "0.5,1,0\n2,3,7\n"),
    ("data.libsvm", "1 1:1 9:2\n0 1:2\n"),
    ("unknown-key.json", #"{"batch": 5, "bacth": 3}"#),
    ("cut.json", #"{"batch": 5,"#),
    ("wrong-type.json", #"{"batch": "many"}"#),
    ("twice.json", #"{"batch": 3, "batch": 4}"#),
    ("file", "something that someone needs\n"),
  ]

  /// Two images of one pixel each, as the header says.
  private static func images(pixels: [UInt8]) -> [UInt8] {
    [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 1] + pixels
  }

  private static func labels(_ labels: [UInt8]) -> [UInt8] {
    [0, 0, 8, 1, 0, 0, 0, UInt8(labels.count)] + labels
  }

  /// What `gzip` makes of forty times `0,1\n1,0\n`.
  private static let compressed: [UInt8] = [
    0x1F, 0x8B, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0xFF, 0x33, 0xD0, 0x31, 0xE4,
    0x32, 0xD4, 0x31, 0xE0, 0x32, 0x18, 0xA5, 0xC9, 0xA2, 0x01, 0xC9, 0x54, 0xF6, 0xBC,
    0x40, 0x01, 0x00, 0x00,
  ]
}
