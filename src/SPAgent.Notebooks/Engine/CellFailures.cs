using System.Diagnostics;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace SPAgent.Notebooks;

/// <summary>Tells errors in the words of the notebook: cell, line, and the line's text.</summary>
internal static class CellFailures
{
    private const int MostErrors = 10;
    private const int MostFrames = 30;

    public static CellException Compilation(IReadOnlyList<Diagnostic> errors, string cell, string code)
    {
        SourceText text = SourceText.From(code);
        var story = new List<string>();
        foreach (Diagnostic error in errors.Take(MostErrors))
        {
            LinePosition position = error.Location.GetLineSpan().StartLinePosition;
            story.Add($"{cell}, line {position.Line + 1}, column {position.Character + 1}: {Told(error)}");
            if (position.Line >= text.Lines.Count) continue;
            string line = text.Lines[position.Line].ToString();
            story.Add("    " + line);
            story.Add("    " + string.Concat(line.Take(position.Character).Select(c => c == '\t' ? '\t' : ' ')) + "^");
        }

        if (errors.Count > MostErrors) story.Add($"… and {errors.Count - MostErrors} more errors");
        Diagnostic first = errors[0];
        return new CellException(new CellFailure
        {
            Kind = CellFailureKind.Compilation,
            Name = "CompilationError",
            Message = Told(first),
            Cell = cell,
            Line = first.Location.GetLineSpan().StartLinePosition.Line + 1,
            Traceback = story,
        });
    }

    private static string Told(Diagnostic error) =>
        $"{error.Id}: {BridgeVersions.Explain(error) ?? KnownPackages.Explain(error) ?? error.GetMessage()}";

    public static CellException Directive(CellDirective directive, string cell, string message) => new(new CellFailure
    {
        Kind = CellFailureKind.Directive,
        Name = "DirectiveError",
        Message = message,
        Cell = cell,
        Line = directive.Line,
        Traceback = [$"{cell}, line {directive.Line}: {directive.Name} {directive.Argument}".TrimEnd(), message],
    });

    public static CellFailure Interruption(string cell, string message) => new()
    {
        Kind = CellFailureKind.Interrupted,
        Name = "Interrupted",
        Message = message,
        Cell = cell,
        Traceback = [$"Interrupted: {message}"],
    };

    /// <summary>An exception that is told without the lines of the cells.</summary>
    public static CellFailure Exception(Exception exception, string cell) =>
        Exception(exception, cell, new Dictionary<string, string>(StringComparer.Ordinal));

    /// <param name="exception">What the cell's code threw.</param>
    /// <param name="cell">The cell that was run.</param>
    /// <param name="sources">The code of all cells so far by name: a stack may lead through functions of earlier
    /// ones.</param>
    public static CellFailure Exception(Exception exception, string cell, IReadOnlyDictionary<string, string> sources)
    {
        while (exception is TargetInvocationException { InnerException: { } inner }) exception = inner;
        exception = KnownPackages.Explain(BridgeVersions.Explain(exception));
        var story = new List<string>();
        (string Cell, int Line)? place = null;
        for (Exception? link = exception; link is not null; link = link.InnerException)
        {
            story.Add((link == exception ? "" : "caused by ")
                + $"{link.GetType().FullName}: {ValueFormatter.Cut(link.Message)}");
            story.AddRange(Frames(link, sources, ref place));
        }

        return new CellFailure
        {
            Kind = CellFailureKind.Exception,
            Name = exception.GetType().Name,
            Message = ValueFormatter.Cut(exception.Message),
            Cell = place?.Cell ?? cell,
            Line = place?.Line,
            Traceback = story,
        };
    }

    /// <summary>An exception that no cell waits for, without the frames of the kernel.</summary>
    public static string Story(Exception exception) =>
        string.Join(Environment.NewLine, Exception(exception, "").Traceback);

    private static List<string> Frames(Exception exception, IReadOnlyDictionary<string, string> sources,
        ref (string Cell, int Line)? place)
    {
        var story = new List<string>();
        int last = -1;
        foreach (StackFrame frame in new StackTrace(exception, fNeedFileInfo: true).GetFrames())
        {
            if (story.Count == MostFrames) break;
            if (frame.GetFileName() is { } file && sources.TryGetValue(file, out string? source))
            {
                int line = frame.GetFileLineNumber();
                place ??= (file, line);
                story.Add($"   in {file}, line {line}: {source.Split('\n').ElementAtOrDefault(line - 1)?.Trim()}");
                last = story.Count;
            }
            else if (frame.GetMethod() is { DeclaringType: { } type } method && !IsMachinery(type))
            {
                story.Add($"   at {type.FullName}.{method.Name}");
            }
        }

        // Below the last line of a cell there is only the engine; without such a line all of it is worth showing.
        return last < 0 ? story : story[..last];
    }

    // What the runtime and this kernel put between a cell and what it calls is of no use to who reads the error.
    private static bool IsMachinery(Type type) => type.Assembly == typeof(CellFailures).Assembly ||
        type.Namespace is "System.Runtime.CompilerServices" or "System.Reflection"
            || type == typeof(RuntimeMethodHandle);
}
