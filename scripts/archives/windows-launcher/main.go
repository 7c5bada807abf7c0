// Starts the provider plugin of pulumi-wherobots with Node.js. On Windows Pulumi takes an .exe where a script does
// elsewhere; this one does what plugin/pulumi-resource-wherobots does.
package main

import (
	"errors"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
)

const needs = "\npulumi-wherobots needs Node.js 20.19 or newer, and "

func main() {
	os.Exit(run())
}

func run() int {
	// Ctrl-C and Ctrl-Break reach Node too, which first hands over what it has. This process ends when Node has ended.
	signal.Notify(make(chan os.Signal, 1), os.Interrupt)
	self, err := os.Executable()
	if err != nil {
		return fail(err.Error())
	}
	node, err := exec.LookPath("node")
	if err != nil {
		return fail("found no command node on PATH: " + os.Getenv("PATH"))
	}
	// The engine takes the first line of stdout for the port. A module that NODE_OPTIONS preloads may print before it, so
	// Node's stdout is stderr. The engine's pipe is Node's stdin: Windows has no fourth descriptor to hand over.
	plugin := filepath.Join(filepath.Dir(self), "pulumi-resource-wherobots.cjs")
	command := exec.Command(node, append([]string{plugin, "--port-fd=0"}, os.Args[1:]...)...)
	command.Stdin, command.Stdout, command.Stderr = os.Stdout, os.Stderr, os.Stderr
	err = command.Run()
	var ended *exec.ExitError
	if errors.As(err, &ended) {
		return ended.ExitCode()
	}
	if err != nil {
		return fail("could not start " + node + ": " + err.Error())
	}
	return 0
}

// On a line of its own, where Pulumi repeats it behind words of its own.
func fail(why string) int {
	os.Stderr.WriteString(needs + why + "\n")
	return 1
}
