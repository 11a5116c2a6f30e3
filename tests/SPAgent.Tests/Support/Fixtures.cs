namespace SPAgent.Tests;

/// <summary>Where test data lies: beside the repository's files, never copied to the output folder.</summary>
internal static class Fixtures
{
    /// <summary>Root of the checkout.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>A file or folder of the project's own test data.</summary>
    public static string Own(params string[] parts) => Path.Combine([Root, "tests", "fixtures", .. parts]);

    /// <summary>A file or folder of data-samples.</summary>
    public static string Samples(params string[] parts) => Path.Combine([Root, "data-samples", .. parts]);

    /// <summary>A file or folder of the fixtures that stand beside the checkout; skips the test visibly when they are
    /// absent.</summary>
    public static string Shared(params string[] parts)
    {
        string path = Path.Combine([Root, "..", "shared", .. parts]);
        Assert.SkipUnless(Path.Exists(path),
            $"fixtures beside the checkout are absent: shared/{string.Join('/', parts)}");
        return Path.GetFullPath(path);
    }

    private static string FindRoot()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "SPAgent.sln")))
            folder = Path.GetDirectoryName(folder);
        return folder ?? throw new InvalidOperationException(
            "The tests run inside a checkout: no SPAgent.sln above the test assembly.");
    }
}
