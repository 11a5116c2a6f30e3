namespace SPAgent.Notebooks.Tests;

/// <summary>The project's own files, which the tests read where they are.</summary>
internal static class Checkout
{
    /// <summary>The folder of SPAgent.sln.</summary>
    public static string Root { get; } = FindRoot();

    private static string FindRoot()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "SPAgent.sln")))
            folder = Path.GetDirectoryName(folder);
        return folder ?? throw new InvalidOperationException(
            "The tests run inside a checkout: no SPAgent.sln above the test assembly.");
    }
}
