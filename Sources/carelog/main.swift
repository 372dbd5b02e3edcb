internal import CarelogCLI

await Carelog.start()
