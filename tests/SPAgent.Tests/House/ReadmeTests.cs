using System.Diagnostics;
using System.Text.RegularExpressions;

namespace SPAgent.Tests.House;

/// <summary>What the README tells a stranger to type works as it stands there.</summary>
public sealed partial class ReadmeTests
{
    [Fact]
    public async Task The_tour_runs_from_top_to_bottom()
    {
        string[] blocks = [.. TourBlocks().Matches(File.ReadAllText(Path.Combine(Fixtures.Root, "README.md")))
            .Select(match => match.Groups[1].Value)];
        Assert.NotEmpty(blocks);
        using TemporaryFolder folder = new();
        Directory.CreateSymbolicLink(folder["data-samples"], Fixtures.Samples());
        string script =
            $"set -e\nexport PATH=\"{Path.GetDirectoryName(CommandLine.Executable)}:$PATH\"\n{string.Join('\n', blocks)}";
        ProcessStartInfo start = new("bash", ["-c", script])
        { WorkingDirectory = folder.Path, RedirectStandardOutput = true, RedirectStandardError = true };
        using Process shell = Process.Start(start)!;
        Task<string> output = shell.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken),
            messages = shell.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await shell.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(shell.ExitCode == 0, $"{await output}\n{await messages}");
    }

    [Fact]
    public void The_Chinese_README_tells_the_same_commands_sections_and_figures()
    {
        string english = File.ReadAllText(Path.Combine(Fixtures.Root, "README.md")),
            chinese = File.ReadAllText(Path.Combine(Fixtures.Root, "README.zh.md"));
        Assert.Contains("](README.zh.md)", english[..200], StringComparison.Ordinal);
        Assert.Contains("](README.md)", chinese[..200], StringComparison.Ordinal);
        Assert.Equal(Blocks(english), Blocks(chinese));
        Assert.Equal(english.Split("\n## ").Length, chinese.Split("\n## ").Length);
        Assert.Equal(Figures(english), Figures(chinese));

        // Comments are in the language of the page.
        static IEnumerable<string> Blocks(string page) =>
            AllBlocks().Matches(page).Select(match => Comments().Replace(match.Value, ""));
        static IEnumerable<string> Figures(string page) =>
            page.Split('\n').Where(line => line.StartsWith('|') && line.Contains("`B ", StringComparison.Ordinal))
            .Select(line => string.Join(' ',
                Numbers().Matches(line.Split('|')[2]).Select(match => match.Value).Order(StringComparer.Ordinal)));
    }

    [Theory]
    [InlineData("README.md")]
    [InlineData("README.zh.md")]
    public void Files_that_the_README_names_are_there(string page)
    {
        IEnumerable<string> missing = Links().Matches(File.ReadAllText(Path.Combine(Fixtures.Root, page)))
            .Select(match => match.Groups[1].Value)
            .Where(path => !path.Contains("://", StringComparison.Ordinal) && !path.StartsWith('#'))
            .Where(path => !Path.Exists(Path.Combine(Fixtures.Root, path.Split('#')[0])));
        Assert.Empty(missing);
    }

    [GeneratedRegex("^```bash tour\\n(.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex TourBlocks();

    [GeneratedRegex("^```.*?^```$", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex AllBlocks();

    [GeneratedRegex("[ \\t]+(//|#) .*$", RegexOptions.Multiline)]
    private static partial Regex Comments();

    [GeneratedRegex(@"\d+([.,]\d+)*")]
    private static partial Regex Numbers();

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Links();
}
