using System.Diagnostics;

namespace SPAgent.Tests.House;

/// <summary>The container file, held against a linter; the image itself is not built here.</summary>
public sealed class ContainerfileTests
{
    private static readonly string s_linter =
        Path.Combine(Fixtures.Root, "artifacts", "peers", "node_modules", ".bin", "dockerfilelint");

    [Theory]
    [InlineData(null, 0)]
    [InlineData("FROM scratch\nRUN sudo apt-get install x\nEXPOSE 99999999\n", 1)]
    public void The_linter_finds_nothing_in_it_and_something_in_a_bad_one(string? text, int least)
    {
        Assert.SkipUnless(File.Exists(s_linter), "eng/peers.sh installs the linter");
        using TemporaryFolder folder = new();
        string file = Path.Combine(Fixtures.Root, "eng", "Containerfile");
        if (text is not null)
        {
            file = folder["Containerfile"];
            File.WriteAllText(file, text);
        }

        using Process linter = Process.Start(new ProcessStartInfo(s_linter, [file]) { RedirectStandardOutput = true })!;
        string said = linter.StandardOutput.ReadToEnd();
        linter.WaitForExit();
        // Its exit code is the number of what it found.
        Assert.True(least == 0 ? linter.ExitCode == 0 : linter.ExitCode >= least, said);
    }
}
