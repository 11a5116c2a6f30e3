namespace SPAgent.Formats.Golden;

/// <summary>Where things lie in the checkout that the tests were built from.</summary>
internal static class Checkout
{
    public static string Root { get; } = FindRoot();

    public static string Goldens { get; } = Path.Combine(Root, "tests", "SPAgent.Formats.Golden", "Goldens");

    /// <summary>The command as it was built; the tests lie in bin/CONFIGURATION/net10.0 as it does.</summary>
    public static string Command { get; } =
        Path.Combine(Root, "src", "SPAgent.Cli", "bin", Configuration, "net10.0", "spagent");

    private static string Configuration => new DirectoryInfo(AppContext.BaseDirectory.TrimEnd('/')).Parent!.Name;

    /// <summary>A file or folder of data-samples.</summary>
    public static string Samples(params string[] parts) => Path.Combine([Root, "data-samples", .. parts]);

    private static string FindRoot()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "SPAgent.sln")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder ?? throw new InvalidOperationException("No SPAgent.sln above the tests: run them in a checkout.");
    }
}
