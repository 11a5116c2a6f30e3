using System.Diagnostics;
using System.Text.RegularExpressions;

namespace SPAgent.Tests.House;

/// <summary>The container file, held against a linter; the image itself is not built here.</summary>
public sealed partial class ContainerfileTests
{
    private static readonly string s_file = Path.Combine(Fixtures.Root, "eng", "Containerfile");

    private static readonly string s_linter =
        Path.Combine(Fixtures.Root, "artifacts", "peers", "node_modules", ".bin", "dockerfilelint");

    [Theory]
    [InlineData(null, 0)]
    [InlineData("FROM scratch\nRUN sudo apt-get install x\nEXPOSE 99999999\n", 1)]
    public void The_linter_finds_nothing_in_it_and_something_in_a_bad_one(string? text, int least)
    {
        Assert.SkipUnless(File.Exists(s_linter), "eng/peers.sh installs the linter");
        using TemporaryFolder folder = new();
        string file = s_file;
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

    [Fact]
    public async Task The_program_that_it_starts_is_among_what_is_published()
    {
        using TemporaryFolder folder = new();
        string project = Path.Combine(Fixtures.Root, "src", "SPAgent.Cli");
        string configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        string said = await Output("dotnet", "publish", project, "-c", configuration, "--no-build", "--nologo",
            "-p:GenerateDocumentationFile=false", "-o", folder.Path);
        string program = folder[Entry().Match(File.ReadAllText(s_file)).Groups["program"].Value];
        Assert.True(File.Exists(program), said);
        Assert.Matches(@"^\d+\.\d+\.\d+", await Output(program, "--version"));
    }

    private static async Task<string> Output(string program, params string[] arguments)
    {
        using Process process =
            Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        string said = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return said;
    }

    [GeneratedRegex("""ENTRYPOINT \["(?<program>[^"]+)"\]""")]
    private static partial Regex Entry();
}
