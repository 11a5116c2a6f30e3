namespace SPAgent.Notebooks;

/// <summary>Carries out the directives of a cell, in their order, before its code runs.</summary>
internal sealed class CellDirectives(
    CellReferences references, CellLoadContext loadContext, string folder, Func<string, string, CancellationToken, Task<MimeBundle?>> run)
{
    private const int DeepestImport = 32;
    private readonly AssemblyDirective _assemblies = new(references, loadContext);
    private readonly PackageDirective _packages = new(references, loadContext);
    private readonly Stack<string> _folders = new([folder]);

    private static readonly Dictionary<string, string> s_advice = new(StringComparer.Ordinal)
    {
        ["#!fsharp"] = "This kernel runs C# only. Put the F# code into a library and reference it: #r \"path.dll\".",
        ["#!pwsh"] = "This kernel runs C# only. Start a program with System.Diagnostics.Process.",
        ["#!javascript"] = "This kernel runs C# only. Show a script inside HTML(\"<script>…</script>\").",
        ["#!js"] = "This kernel runs C# only. Show a script inside HTML(\"<script>…</script>\").",
        ["#!sql"] = "This kernel runs C# only. Reference a database client: #r \"nuget: Name, Version\".",
        ["#!mermaid"] = "Diagrams are not drawn here. Use a markdown cell.",
        ["#!share"] = "There is one language here, so there is nothing to share: use the variable itself.",
        ["#!set"] = "There is one language here: declare a variable in C#.",
        ["#!value"] = "Write the text as a string: \"\"\"…\"\"\".",
        ["#!connect"] = "Other kernels can't be connected. Start them from Jupyter.",
        ["#!who"] = "Variables are not listed. Display one by naming it in the last line of a cell.",
        ["#!whos"] = "Variables are not listed. Display one by naming it in the last line of a cell.",
        ["#!lsmagic"] = "There are: #r \"path.dll\", #r \"nuget: Name, Version\", #i \"nuget:SOURCE\", #load, #!import, #!time, #!csharp, #!markdown, #!html.",
        ["#!about"] = "See the kernel's version in Jupyter's menu Help, About.",
    };

    /// <summary>Returns whether the cell asked to be timed.</summary>
    /// <exception cref="CellException">A directive could not be carried out.</exception>
    public async Task<bool> RunAsync(IReadOnlyList<CellDirective> directives, string cell, CancellationToken cancel)
    {
        bool isTimed = false;
        foreach (CellDirective directive in directives)
        {
            try
            {
                switch (directive.Name)
                {
                    case "#r" when directive.Argument.StartsWith("nuget:", StringComparison.OrdinalIgnoreCase):
                        await _packages.RunAsync(directive.Argument["nuget:".Length..], cancel).ConfigureAwait(false);
                        break;
                    case "#r":
                        _assemblies.Run(directive.Argument, _folders.Peek());
                        break;
                    case "#i":
                        _packages.AddSource(directive.Argument, _folders.Peek());
                        break;
                    case "#load" or "#!import":
                        await ImportAsync(directive.Argument, cancel).ConfigureAwait(false);
                        break;
                    case "#!time":
                        isTimed = true;
                        break;
                    case "#!csharp" or "#!c#" or "#!C#":
                        break;
                    case "#!markdown":
                        CellHelpers.display(MimeBundle.Text(directive.Argument).With("text/markdown", directive.Argument));
                        break;
                    case "#!html":
                        CellHelpers.display(CellHelpers.HTML(directive.Argument));
                        break;
                    default:
                        throw new NotSupportedException(s_advice.GetValueOrDefault(directive.Name, "Unknown directive. " + s_advice["#!lsmagic"]));
                }
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
            {
                throw CellFailures.Directive(directive, cell, failure.Message);
            }
        }

        return isTimed;
    }

    private async Task ImportAsync(string path, CancellationToken cancel)
    {
        string file = Path.GetFullPath(path, _folders.Peek());
        if (_folders.Count > DeepestImport) throw new NotSupportedException($"{path}: files load each other in a circle.");
        _folders.Push(Path.GetDirectoryName(file)!);
        try
        {
            foreach ((string code, string name) in await ImportedFile.ReadAsync(file, cancel).ConfigureAwait(false))
            {
                await run(code, name, cancel).ConfigureAwait(false);
            }
        }
        finally
        {
            _folders.Pop();
        }
    }
}
