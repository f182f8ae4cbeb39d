import Foundation
import Testing
import Text

/// A run's model where nothing else of the run is left, and data that are no longer what they were.
@Suite struct ModelAloneTests {
  private let scratch: Scratch
  private let out: String

  init() throws {
    scratch = try Scratch()
    out = scratch.path("run")
  }

  private func launch(_ arguments: String...) throws -> Running.Ending {
    try Running(
      Programs.ps, ["launch", "--workers=1", "--out=\(out)", "--quiet"] + arguments
    ).waitForEnd()
  }

  private func json(_ arguments: String...) throws -> JSON {
    let ending = try Running(Programs.ps, arguments + ["--json"]).waitForEnd()
    #expect(ending.code == 0, "\(ending.error)")
    return try JSON.parse(ending.output)
  }

  /// The second column of a table of answers.
  private func predict(_ checkpoint: String, _ data: String) throws -> [String] {
    let ending = try ps("predict", "--checkpoint=\(checkpoint)", "--data=\(data)")
    #expect(ending.code == 0, "\(ending.error)")
    return ending.output.split(separator: "\n").dropFirst().map {
      String($0.split(separator: ",")[1])
    }
  }

  /// 2 height − 3 width + 5, which a network without hidden layers learns to the digit.
  private static let houses = "height,width,area\n1,2,1\n2,1,6\n3,1,8\n1,4,-5\n"

  @Test func `columns are those of their names`() throws {
    let training = try scratch.write("t.csv", Self.houses)
    let validation = try scratch.write("v.csv", "width,height,area\n2,1,1\n1,2,6\n1,3,8\n4,1,-5\n")
    let trained = try launch(
      "--data=csv:\(training),label=area", "--validation=csv:\(validation)", "--task=regression",
      "--model=2-1", "--epochs=2000", "--optimizer=adam", "--learning-rate=0.05")
    #expect(trained.code == 0, "\(trained.error)")
    let loss = try #require(try logged("evaluation", in: out).last?["loss"]?.doubleValue)
    #expect(loss < 1e-6)
    // Nothing but the one file and a table.
    let model = scratch.path("elsewhere.safetensors")
    try FileManager.default.moveItem(atPath: out + "/model.safetensors", toPath: model)
    for path in [out, training] { try FileManager.default.removeItem(atPath: path) }
    #expect(
      try json("evaluate", "--checkpoint", model, "--data=csv:\(validation)")["loss"]?.doubleValue
        == loss)
    for (name, text) in [
      ("features.csv", "width,height\n2,1\n4,1\n"),
      ("unknown.csv", "area,width,height\n?,2,1\n?,4,1\n"),
      ("nameless.csv", "1,2\n1,4\n"),
    ] {
      let answers = try predict(model, "csv:\(try scratch.write(name, text))").compactMap(
        Double.init)
      #expect(answers.count == 2)
      for (answer, expected) in zip(answers, [1.0, -5.0]) { #expect(abs(answer - expected) < 1e-3) }
    }
    let renamed = try scratch.write("renamed.csv", "w,h\n2,1\n")
    let refused = try ps("predict", "--checkpoint=\(model)", "--data=csv:\(renamed)")
    #expect(refused.code == 2 && refused.output == "")
    #expect(
      refused.error
        == "ps: \(renamed): there is no column “height”, which the model takes, only “w”, “h” (line "
        + "1)\n")
    let inspected = try ps("inspect", model)
    #expect(inspected.output.contains("target              area\n"))
    #expect(inspected.output.contains("optimizer state\n  none\n"))
    #expect(try json("inspect", model)["data"]?["names"] == ["height", "width"])
  }

  /// Several targets have names, too, and an order.
  @Test func `of several targets`() throws {
    let table = try scratch.write("m.csv", "x,a,b\n1,2,3\n2,4,5\n3,6,7\n4,8,9\n")
    func launch(_ data: String, _ validation: String) throws -> Running.Ending {
      try ps(
        "launch", "--workers=1", "--out=\(out)", "--quiet", "--task=regression", "--model=1-2",
        "--data=csv:\(table),label=\(data)", "--validation=csv:\(table)\(validation)",
        "--epochs=500", "--optimizer=adam", "--learning-rate=0.05")
    }
    let crossed = try launch("a+b", ",label=b+a")
    #expect(crossed.code == 2)
    #expect(
      crossed.error.contains(
        "label= names “b”, “a”, and the model's targets are “a”, “b”: they stand in the model's order"
      ))
    #expect(try launch("a+b", "").code == 0)
    for text in ["x\n10\n", "b,a,x\n1,1,10\n", "10\n", "x,a,b\n10,?,\n"] {
      let new = try scratch.write("new.csv", text)
      let answers = try ps("predict", "--checkpoint=\(out)", "--data=csv:\(new)")
      #expect(answers.code == 0, "\(answers.error)")
      let lines = answers.output.split(separator: "\n")
      #expect(lines.first == "sample,value_0,value_1" && lines.count == 2)
      let values = lines.last.map { $0.split(separator: ",").compactMap { Double($0) } } ?? []
      // 2 · 10 and 2 · 10 + 1.
      #expect(values.count == 3 && abs(values[1] - 20) < 1 && abs(values[2] - 21) < 1)
    }
  }

  private static func flowers(_ count: Int, _ change: (Double, Double) -> (Double, Double))
    -> String
  {
    "a,b,kind\n"
      + (0..<count).map { index in
        let (a, b) = change(Double(index % 10), Double(index * 7 % 13))
        return "\(a),\(b),\(index % 10 < 5 ? "small" : "big")\n"
      }.joined()
  }

  /// Figures and classes are the model's, whatever becomes of the file that they came from.
  @Test func `statistics stay with the model`() throws {
    let table = Self.flowers(150) { ($0, $1) }
    let training = try scratch.write("t.csv", table)
    let validation = try scratch.write("v.csv", Self.flowers(40) { ($0 + 0.1, $1) })
    let data = "csv:\(training),scale=minmax"
    let trained = try launch(
      "--data=\(data)", "--validation=csv:\(validation)", "--model=2-8-2", "--epochs=30",
      "--learning-rate=0.05", "--batch=32")
    #expect(trained.code == 0, "\(trained.error)")
    let before = try json("evaluate", "--checkpoint", out)
    #expect(before["loss"] == (try logged("evaluation", in: out).last?["loss"]))
    _ = try scratch.write("t.csv", table + "1000,1000,big\n")
    #expect(try json("evaluate", "--checkpoint", out) == before)
    let changed = try ps("evaluate", "--checkpoint", out, "--split=training")
    #expect(changed.code == 2)
    #expect(changed.error.contains("are not those that the model was trained with"))
    try FileManager.default.removeItem(atPath: training)
    #expect(try json("evaluate", "--checkpoint", out) == before)
  }

  @Test func `a run goes on with the data that it knows, wherever they are`() throws {
    let table = Self.flowers(150) { ($0, $1) }
    let training = try scratch.write("t.csv", table)
    let job = ["--model=2-8-2", "--batch=32", "--seed=3"]
    func run(_ arguments: [String]) throws -> Running.Ending {
      try Running(
        Programs.ps, ["launch", "--workers=2", "--out=\(out)"] + job + arguments
      ).waitForEnd()
    }
    let validation = try scratch.write("v.csv", Self.flowers(40) { ($0, $1) })
    let start = [
      "--data=csv:\(training),scale=standard", "--validation=csv:\(validation)", "--epochs=3",
    ]
    #expect(try run(start).code == 0)
    let first = try json("inspect", out)

    // A column doubled, which standard scaling makes the same again; another number of rows.
    for other in [Self.flowers(150) { ($0 * 2, $1) }, Self.flowers(100) { (-$0, $1) }] {
      _ = try scratch.write("t.csv", other)
      let refused = try run(["--resume", "--epochs=6"])
      #expect(refused.code == 2)
      #expect(
        refused.error.contains(
          "the training data csv:\(training),scale=standard are not those that the model was "
            + "trained with (then 150 samples with fingerprint "), "\(refused.error)")
      #expect(refused.error.contains(": --allow-changed-data goes on with them as they are now"))
      // Their features have other figures now, and are the same data.
      #expect(!refused.error.contains("the validation data"))
      let replayed = try ps("replay", out)
      #expect(replayed.code == 2)
      #expect(replayed.error.contains("can't be replayed: the training data"))
    }
    try FileManager.default.removeItem(atPath: training)
    let missing = try run(["--resume", "--epochs=6"])
    #expect(missing.code == 2)
    #expect(
      missing.error.contains("; --data or --data-dir says where the run's data are now\n"))

    // The same data elsewhere make the same bits as if they had never moved.
    try FileManager.default.createDirectory(
      atPath: scratch.path("moved"), withIntermediateDirectories: false)
    let moved = try scratch.write("moved/t.csv", table)
    _ = try scratch.write("moved/v.csv", Self.flowers(40) { ($0, $1) })
    let resumed = try run(["--resume", "--epochs=6", "--data=csv:\(moved)"])
    #expect(resumed.code == 0, "\(resumed.error)")
    let again = try run(["--resume", "--epochs=9", "--data-dir=\(scratch.path("moved"))"])
    #expect(again.code == 0, "\(again.error)")
    let whole = scratch.path("whole")
    let uninterrupted = try Running(
      Programs.ps,
      [
        "launch", "--workers=1", "--out=\(whole)", "--data=csv:\(moved),scale=standard",
        "--validation=csv:\(validation)", "--epochs=9",
      ]
        + job
    ).waitForEnd()
    #expect(uninterrupted.code == 0, "\(uninterrupted.error)")
    let (ours, theirs) = (try json("inspect", out), try json("inspect", whole))
    #expect(ours["parameters_sha256"] == theirs["parameters_sha256"])
    #expect(ours["data"] == theirs["data"] && ours["data"] == first["data"])
    let replayed = try ps("replay", out, "--data-dir=\(scratch.path("moved"))")
    #expect(replayed.code == 0, "\(replayed.error)")
  }

  @Test func `a run may be told to go on with other data`() throws {
    let training = try scratch.write("t.csv", Self.flowers(150) { ($0, $1) })
    let job = ["--data=csv:\(training),scale=minmax", "--model=2-8-2", "--batch=32"]
    func run(_ arguments: String...) throws -> Running.Ending {
      try Running(
        Programs.ps, ["launch", "--workers=2", "--out=\(out)"] + job + arguments
      ).waitForEnd()
    }
    #expect(try run("--steps=15").code == 0)
    let before = try json("inspect", out)["data"]
    // Only one of the classes is left, and a scale of its own.
    _ = try scratch.write(
      "t.csv", "b,a,kind\n" + (0..<64).map { "\($0),\($0 % 3),big\n" }.joined())
    let changed = try run("--resume", "--steps=30", "--allow-changed-data")
    #expect(changed.code == 0, "\(changed.error)")
    #expect(
      changed.error.contains("are not those that the model was trained with (then 150 samples"))
    let after = try json("inspect", out)["data"]
    for key in ["names", "factors", "classes", "table"] {
      #expect(before?[key] != nil && after?[key] == before?[key])
    }
    #expect(after?["training_samples"] == 64 && after?["changed_at"] == [15])
    // From now on these are its data.
    let resumed = try run("--resume", "--steps=40")
    #expect(resumed.code == 0, "\(resumed.error)")
    #expect(try json("inspect", out)["data"] == after)
    let replayed = try ps("replay", out)
    #expect(replayed.code == 2)
    #expect(replayed.error.contains("it went on with other data after step 15"))
    let stray = try ps("serve", "--out=\(scratch.path("new"))", "--allow-changed-data")
    #expect(stray.code == 2 && stray.error.contains("it needs --resume"))
  }

  /// Any number of workers derives the same preparation from the same file.
  @Test func `categories and missing values`() throws {
    let rows = (0..<60).map { row in
      let colour = ["red", "blue", "green", "?"][row % 4]
      return "\(row % 7 == 0 ? "NA" : "\(row % 7)"),\(colour),\(row % 2 == 0 ? "yes" : "no")\n"
    }
    let training = try scratch.write("t.csv", "size,colour,answer\n" + rows.joined())
    let data = "csv:\(training),categorical=colour,missing=median,scale=standard"
    var digests: Set<String> = []
    for workers in [1, 3] {
      let folder = scratch.path("run-\(workers)")
      let ending = try Running(
        Programs.ps,
        [
          "launch", "--workers=\(workers)", "--out=\(folder)", "--data=\(data)", "--task=binary",
          "--epochs=20", "--batch=16", "--learning-rate=0.05", "--quiet",
        ]
      ).waitForEnd()
      #expect(ending.code == 0, "\(ending.error)")
      let inspected = try json("inspect", folder)
      // One feature is a number, three are colours.
      #expect(inspected["parameters"]?.arrayValue?.first?["shape"]?.arrayValue?.last == 4)
      #expect(inspected["data"]?["categories"]?["1"]?["values"] == ["blue", "green", "red"])
      digests.insert(inspected["parameters_sha256"]?.stringValue ?? "")
    }
    #expect(digests.count == 1)
    try FileManager.default.removeItem(atPath: training)
    let new = try scratch.write("new.csv", "colour,size\ngreen,?\nblue,3\n?,5\n")
    #expect(try predict(scratch.path("run-3"), "csv:\(new)") == ["yes", "no", "no"])
    let unseen = try scratch.write("unseen.csv", "colour,size\npink,2\n")
    let refused = try ps("predict", "--checkpoint=\(scratch.path("run-3"))", "--data=csv:\(unseen)")
    #expect(refused.code == 2)
    #expect(
      refused.error == "ps: \(unseen): “pink” in line 2, column 1 (“colour”) is none of the values "
        + "that the model knows: “blue”, “green”, “red”\n")
  }
}
