internal import ArgumentParser
internal import CarelogCLI

await Carelog.start()
