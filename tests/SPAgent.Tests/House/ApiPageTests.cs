using System.Reflection;
using System.Text.RegularExpressions;

namespace SPAgent.Tests.House;

/// <summary>docs/api.md is the whole public API, and nothing else.</summary>
public sealed partial class ApiPageTests
{
    private static readonly string s_page = File.ReadAllText(Path.Combine(Fixtures.Root, "docs", "api.md"));

    [Fact]
    public void Every_public_type_is_on_the_page_and_seams_are_counted_apart()
    {
        string[] parts = s_page.Split("## Not for you");
        IEnumerable<Type> types = ((Assembly[])[typeof(RasterImage).Assembly, typeof(Figure).Assembly,
            typeof(PythonCodeTool).Assembly, Assembly.Load("SPAgent.Parquet"), Assembly.Load("SPAgent.Interop"),
            Assembly.Load("SPAgent.Notebooks")]).SelectMany(assembly => assembly.GetExportedTypes());
        ILookup<bool, string> names =
            types.ToLookup(type => type.Namespace == "SPAgent.Internal", type => type.Name.Split('`')[0]);
        Assert.Empty(names[false].Except(Named(parts[0])));
        Assert.Equal(names[true].Distinct().Order(), Named(parts[1]).Order());
    }

    private static IEnumerable<string> Named(string text) =>
        Names().Matches(text).Select(match => match.Groups[1].Value).Distinct();

    [GeneratedRegex(@"`([A-Za-z]+)`")]
    private static partial Regex Names();
}
