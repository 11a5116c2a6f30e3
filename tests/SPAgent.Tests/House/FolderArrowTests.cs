using System.Text.RegularExpressions;

namespace SPAgent.Tests.House;

/// <summary>A folder of src/SPAgent uses only types of the folders behind its arrow, so that the code reads like the flow of the data.</summary>
public sealed partial class FolderArrowTests
{
    private static readonly Dictionary<string, string[]> Arrows = new()
    {
        ["Formatting"] = [],
        ["Storage"] = [],
        ["Imaging"] = ["Formatting", "Storage"],
        ["Datasets"] = ["Imaging"],
        // Beyond the plan: the simulated model knows a dataset.
        ["Models"] = ["Storage", "Datasets"],
        ["Tools"] = ["Imaging"],
        // What models write, and what they are told.
        ["Dialect"] = ["Tools", "Storage"],
        ["Rewards"] = ["Dialect"],
        ["Collection"] = ["Storage", "Imaging"],
        ["Traces"] = ["Storage", "Rewards", "Formatting"],
        // Beyond the plan: agents and rewards find an answer in one way.
        ["Agents"] = ["Models", "Tools", "Collection", "Rewards"],
        ["Runs"] = ["Agents", "Datasets", "Rewards", "Traces"],
        ["Replay"] = ["Traces", "Datasets", "Tools"],
        ["Export"] = ["Collection", "Traces", "Replay"],
        ["Analysis"] = ["Collection", "Traces", "Rewards", "Imaging", "Replay"],
    };

    [Fact]
    public void Every_folder_has_its_arrow()
    {
        IEnumerable<string> folders = Directory.GetDirectories(Library).Select(path => Path.GetFileName(path)).Where(name => name is not ("bin" or "obj"));
        Assert.Empty(folders.Except(Arrows.Keys));
    }

    [Fact]
    public void There_is_no_circle_between_folders() => Assert.All(Arrows.Keys, folder => Assert.DoesNotContain(folder, Behind(folder)));

    [Fact]
    public void A_folder_uses_only_what_stands_behind_its_arrow()
    {
        Dictionary<string, string> homes = TypeHomes();
        List<string> trespasses = [];
        foreach ((string folder, string file, string code) in Sources())
        {
            HashSet<string> allowed = [.. Behind(folder), folder];
            trespasses.AddRange(Words().Matches(code).Select(match => match.Value).Distinct()
                .Where(word => homes.TryGetValue(word, out string? home) && !allowed.Contains(home))
                .Select(word => $"{folder}/{file} uses {word} of {homes[word]}"));
        }

        Assert.Empty(trespasses);
    }

    [Fact]
    public void A_type_used_across_an_arrow_is_seen()
    {
        // The test above can fail: Replay does use what it may, and that shows.
        Dictionary<string, string> homes = TypeHomes();
        Assert.Contains(Sources(), source => source.Folder == "Replay" && Words().Matches(source.Code).Any(word => homes.GetValueOrDefault(word.Value) == "Traces"));
    }

    private static string Library => Path.Combine(Fixtures.Root, "src", "SPAgent");

    private static HashSet<string> Behind(string folder)
    {
        HashSet<string> reached = [];
        Queue<string> open = new(Arrows[folder]);
        while (open.TryDequeue(out string? next))
        {
            if (reached.Add(next)) foreach (string further in Arrows[next]) open.Enqueue(further);
        }

        return reached;
    }

    private static Dictionary<string, string> TypeHomes()
    {
        Dictionary<string, string> homes = [];
        foreach ((string folder, _, string code) in Sources())
        {
            foreach (Match match in Declarations().Matches(code)) homes.TryAdd(match.Groups[1].Value, folder);
        }

        return homes;
    }

    private static IEnumerable<(string Folder, string File, string Code)> Sources() =>
        from folder in Arrows.Keys
        where Directory.Exists(Path.Combine(Library, folder))
        from path in Directory.EnumerateFiles(Path.Combine(Library, folder), "*.cs", SearchOption.AllDirectories)
        select (folder, Path.GetFileName(path), MethodNames().Replace(Comments().Replace(File.ReadAllText(path), ""), "$1"));

    [GeneratedRegex(@"^(?:(?:public|internal|file|private|sealed|static|abstract|partial|readonly|unsafe|ref)\s+)*(?:class|record struct|record|struct|enum|interface)\s+(\w+)", RegexOptions.Multiline)]
    private static partial Regex Declarations();

    // A word after a dot is a member, not a type of ours: the library has one namespace. So is one that is declared or set.
    [GeneratedRegex(@"(?<![\w.])[A-Z]\w+\b(?!\s*(?:=[^=>]|\{ get))")]
    private static partial Regex Words();

    // The name of a method that is declared is a member as well.
    [GeneratedRegex(@"^(\s*(?:public|internal|private|protected)\s[^=;({\n]*\s)\w+(?=\()", RegexOptions.Multiline)]
    private static partial Regex MethodNames();

    [GeneratedRegex(""""//[^\n]*|/\*.*?\*/|"""(?:.|\n)*?"""|"(?:\\.|[^"\\\n])*"""", RegexOptions.Singleline)]
    private static partial Regex Comments();
}
