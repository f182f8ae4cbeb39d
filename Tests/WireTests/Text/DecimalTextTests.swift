import Testing
import Text

@Suite struct DecimalTextTests {
  @Test(arguments: [
    (2.3456, "2.3456"), (0.0012, "0.0012"), (0.001, "0.0010"), (0, "0.0000"),
    (1234.5, "1,234.5000"),
    (0.00094, "9.40e-04"), (3.449e-7, "3.45e-07"), (9.996e-5, "1.00e-04"), (-2e-5, "-2.00e-05"),
    (.leastNonzeroMagnitude, "4.94e-324"), (1e-12, "1.00e-12"), (.infinity, "inf"), (.nan, "nan"),
  ])
  func `a loss keeps digits that count, however small it is`(value: Double, text: String) {
    #expect(DecimalText.loss(value, digits: 4) == text)
  }
}
