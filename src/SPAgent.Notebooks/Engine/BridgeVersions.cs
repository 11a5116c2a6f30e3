using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;

namespace SPAgent.Notebooks;

/// <summary>
/// A bridge takes and gives types of one version of a package, the kernel's. Called in a notebook that has loaded
/// another one, it has to say which it needs: the compiler and the runtime only find that something does not fit.
/// </summary>
internal static partial class BridgeVersions
{
    private static readonly string[] s_packages = ["Plotly.NET", "Microsoft.Data.Analysis", "SixLabors.ImageSharp"];

    /// <summary>What a compile error means when a bridge did not fit; null for any other.</summary>
    public static string? Explain(Diagnostic error)
    {
        // An assembly that is not there, of a higher version than the one that is, or without a type that should be in
        // it.
        if (error.Id is not ("CS0012" or "CS1705" or "CS7069")) return null;
        string message = error.GetMessage();
        string? package =
            Array.Find(s_packages, name => message.Contains($"'{name}, Version=", StringComparison.Ordinal));
        return package is null ? null : Told("A bridge of SPAgent.Interop", package);
    }

    /// <summary>What was thrown, or what it means when a bridge did not fit.</summary>
    public static Exception Explain(Exception exception)
    {
        if (exception is not MissingMethodException
            || BridgeMethod().Match(exception.Message) is not { Success: true } called) return exception;
        string package = called.Groups[1].Value switch
        {
            "Charts" => "Plotly.NET",
            "DataFrames" => "Microsoft.Data.Analysis",
            _ => "SixLabors.ImageSharp"
        };
        return new NotSupportedException(Told(called.Groups[2].Value, package), exception);
    }

    private static string Told(string method, string package)
    {
        string? version = CarriedPackages.Find(package)?.Version;
        return $"{method} needs {package} {version}, and this notebook has loaded another version. Restart the kernel "
            + $"and write #r \"nuget: {package}, {version}\", or leave the version out.";
    }

    // "Method not found: 'Microsoft.Data.Analysis.DataFrame SPAgent.DataFrames.ToDataFrame(SPAgent.Table)'."
    [GeneratedRegex(@"SPAgent\.(Charts|DataFrames|Pictures)\.(\w+)\(")]
    private static partial Regex BridgeMethod();
}
