module pulumi-wherobots/scripts/archives/windows-launcher

go 1.25.0
