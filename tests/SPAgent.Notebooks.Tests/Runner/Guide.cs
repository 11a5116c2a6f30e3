using System.Text.RegularExpressions;

namespace SPAgent.Notebooks.Tests;

/// <summary>A block of code of a page.</summary>
/// <param name="Line">The line of the page where its code begins, from 1.</param>
/// <param name="Language">The first word behind the fence.</param>
/// <param name="Work">The second: what a test does with it; empty when there is none.</param>
/// <param name="Code">What it holds.</param>
internal sealed record GuideBlock(int Line, string Language, string Work, string Code);

/// <summary>Runs the blocks of a page in order: C# as cells of one notebook, shell commands in one folder.</summary>
/// <remarks>A block that fails is told by the page's own line, so that a reader finds it.</remarks>
internal sealed partial class Guide(Tool tool, Notebook notebook, Uri server)
{
    private const string Address = "http://localhost:8000/v1";
    private static readonly string s_shell = $"set -eo pipefail\nspagent() {{ dotnet "
        + $"'{Path.Combine(AppContext.BaseDirectory, "SPAgent.Cli.dll")}' \"$@\"; }}\n";
    private int _compiled;

    /// <summary>All fenced blocks of a page, in order.</summary>
    public static IEnumerable<GuideBlock> Blocks(string page) => Fences().Matches(page).Select(match => new GuideBlock(
        page.AsSpan(0, match.Groups["code"].Index).Count('\n') + 1, match.Groups["language"].Value,
        match.Groups["work"].Value, match.Groups["code"].Value));

    /// <summary>Does with a block what it says; what went wrong, or null.</summary>
    public async Task<string?> RunAsync(GuideBlock block)
    {
        string code = block.Work == "server" ? block.Code.Replace(Address, $"{server}", StringComparison.Ordinal)
            : block.Code;
        string? failure = (block.Language, block.Work) switch
        {
            ("csharp", "" or "server") => await CellAsync(code),
            // Inside of a function that nobody calls.
            ("csharp", "compile") =>
                await CellAsync($"async System.Threading.Tasks.Task NotRun{++_compiled}()\n{{\n{code}\n}}"),
            ("bash", "run" or "server") => await ShellAsync(code),
            ("bash", "") => null,
            _ => $"no test knows what to do with \"{block.Language} {block.Work}\"",
        };
        return failure is null ? null : $"line {block.Line}: {failure}";
    }

    private async Task<string?> CellAsync(string code)
    {
        CellResult result = await notebook.TryAsync(code, TestContext.Current.CancellationToken);
        return result.Failure is { } failure ? $"{failure}\n{string.Join('\n', failure.Traceback)}" : null;
    }

    private async Task<string?> ShellAsync(string code)
    {
        (int exit, string output, string errors) = await tool.RunAsync("bash", "-c", s_shell + code);
        return exit == 0 ? null : $"exit code {exit}\n{output}\n{errors}";
    }

    [GeneratedRegex(@"^```(?<language>\w+)(?: (?<work>\w+))?\n(?<code>.*?)^```$",
        RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Fences();
}
