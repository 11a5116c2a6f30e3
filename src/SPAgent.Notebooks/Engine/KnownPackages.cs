using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;

namespace SPAgent.Notebooks;

/// <summary>
/// What other people's notebooks use without a reference, because the kernel that they were written for has it inside.
/// The package is fetched when a cell first fails for want of it.
/// </summary>
internal static partial class KnownPackages
{
    private const string NoEngine =
        "The engine of .NET Interactive (Kernel.Root, KernelInvocationContext) does not run here: " +
        "Cancel is the cell's CancellationToken, display and HTML show, Console.ReadLine and @input ask.";

    private static readonly (string[] Names, string Package, string Using)[] s_known =
    [
        (["Microsoft.DotNet.Interactive.Commands", "Microsoft.DotNet.Interactive.Events"],
            "Microsoft.DotNet.Interactive, 1.0.0-beta.26120.1", ""),
        (["Microsoft.DotNet", "LaTeXString", "PocketView", "PocketViewTags", "DisplayTable"],
            InteractiveFormatting.AssemblyName + ", 1.0.0-beta.26120.1",
            "using Microsoft.DotNet.Interactive.Formatting;"),
        (["Newtonsoft"], "Newtonsoft.Json, 13.0.4", ""),
    ];

    /// <summary>The package that a compile error asks for, and the using that goes with it; null when none is
    /// known.</summary>
    public static (string Package, string Using)? Missing(CellFailure failure)
    {
        if (failure.Kind != CellFailureKind.Compilation) return null;
        string[] missing = [.. failure.Traceback.Select(line => MissingName().Match(line)).Where(match => match.Success)
            .Select(match => match.Groups["outer"].Success
                ? $"{match.Groups["outer"].Value}.{match.Groups["name"].Value}" : match.Groups["name"].Value)];
        foreach ((string[] names, string package, string import) in s_known)
        {
            if (names.Intersect(missing).Any()) return (package, import);
        }

        return null;
    }

    /// <summary>What to write for a part of the other kernel's engine that a compile error names; else null.</summary>
    public static string? Explain(Diagnostic error)
    {
        string message = error.GetMessage();
        return error.Id is "CS0103" or "CS0234" or "CS0246" && EnginePart().IsMatch(message)
            ? $"{message}. {NoEngine}"
            : null;
    }

    /// <summary>What was thrown, or what it means when the other kernel's engine is asked for.</summary>
    public static Exception Explain(Exception exception) =>
        exception is NullReferenceException { TargetSite.DeclaringType.Assembly: { } thrower } &&
        thrower.GetName().Name == "Microsoft.DotNet.Interactive"
            ? new NotSupportedException(NoEngine, exception)
            : exception;

    [GeneratedRegex("'(?:Kernel|KernelInvocationContext)'")]
    private static partial Regex EnginePart();

    // CS0103 and CS0246: a name that is nowhere; CS0234: not in that namespace; CS1061: no such member.
    [GeneratedRegex(@"CS(?:0103|0246|0234|1061): .*?(?:name|definition for) '(?<name>\w+)'(?: does not exist in the namespace '(?<outer>[\w.]+)')?")]
    private static partial Regex MissingName();
}
