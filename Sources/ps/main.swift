print("ps")
