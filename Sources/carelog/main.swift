internal import CarelogCLI

await Carelog.main()
