using System.Text.RegularExpressions;

namespace SPAgent.Notebooks;

/// <summary>The variables by which NuGet signs in to feeds, as its documentation names them.</summary>
internal static partial class FeedCredentials
{
    private static readonly string[] Prefixes =
        ["NuGetPackageSourceCredentials_", "VSS_NUGET_", "ARTIFACTS_CREDENTIALPROVIDER_", "NUGET_"];

    /// <summary>Whether a restore needs a variable: one of NuGet's own, or one that a configuration of the user names
    /// as <c>%NAME%</c>.</summary>
    public static bool IsOne(string variable) =>
        Array.Exists(Prefixes, prefix => variable.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
        || Configurations().SelectMany(Named).Contains(variable, StringComparer.OrdinalIgnoreCase);

    private static IEnumerable<string> Configurations()
    {
        string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        string folder = OperatingSystem.IsWindows()
            ? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData), "NuGet")
            : Path.Combine(home, ".nuget", "NuGet");
        return Directory.Exists(folder)
            ? Directory.EnumerateFiles(folder, "*.config", SearchOption.AllDirectories) : [];
    }

    private static IEnumerable<string> Named(string file)
    {
        try
        {
            return [.. Reference().Matches(File.ReadAllText(file)).Select(match => match.Groups[1].Value)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // NuGet can't read it either, and says so.
            return [];
        }
    }

    [GeneratedRegex("%([A-Za-z_][A-Za-z0-9_]*)%")]
    private static partial Regex Reference();
}
