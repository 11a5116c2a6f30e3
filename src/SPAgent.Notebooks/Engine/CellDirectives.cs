using System.Text.Json;

namespace SPAgent.Notebooks;

/// <summary>Carries out the directives of a cell, in their order, before its code runs.</summary>
internal sealed class CellDirectives
{
    private const int DeepestImport = 32;
    private const string Csharp = "This kernel runs C# only.";
    private readonly CellEngine _engine;
    private readonly AssemblyDirective _assemblies;
    private readonly PackageDirective _packages;
    private readonly SharedValues _values;
    private readonly Stack<string> _folders = new();

    public CellDirectives(CellEngine engine, CellReferences references, CellLoadContext loadContext, string folder)
    {
        _engine = engine;
        _assemblies = new AssemblyDirective(references, loadContext);
        _packages = new PackageDirective(references, loadContext);
        _values = new SharedValues(_folders.Peek, engine.DeclareAsync, engine.Variable);
        _folders.Push(folder);
    }

    /// <summary>All that a cell can begin a line with.</summary>
    public static IReadOnlyList<(string Name, string Meaning)> Known { get; } =
    [
        ("#r \"path.dll\"", "reference an assembly"),
        ("#r \"nuget: Name, Version\"", "restore and reference a package"),
        ("#i \"nuget:SOURCE\"", "one more source of packages"),
        ("#load \"file.csx\"", "run a script"),
        ("#!import FILE", "run a script, a notebook or a .dib file"),
        ("#!time", "tell how long the cell took"),
        ("#!csharp", "what follows is C#"),
        ("#!markdown", "what follows is shown as markdown"),
        ("#!html", "what follows is shown as HTML"),
        ("#!javascript", "what follows runs in the page that shows the notebook"),
        ("#!mermaid", "what follows is a diagram"),
        ("#!value --name NAME", "keep the text below, or --from-file FILE, --from-url URL"),
        ("#!set --name NAME --value VALUE",
            "declare a variable: a text, @value:NAME, @csharp:NAME, @input:\"Prompt\", @password:\"Prompt\""),
        ("#!share --from value NAME", "declare a variable of a kept value"),
        ("#!who", "names of the variables"),
        ("#!whos", "names, types and values of the variables"),
        ("#!about", "what this kernel is"),
        ("#!lsmagic", "this list"),
    ];

    private static readonly Dictionary<string, string> s_advice = new(StringComparer.Ordinal)
    {
        ["#!fsharp"] = $"{Csharp} Put the F# code into a library and reference it: #r \"path.dll\".",
        ["#!pwsh"] = $"{Csharp} Start a program with System.Diagnostics.Process.",
        ["#!powershell"] = $"{Csharp} Start a program with System.Diagnostics.Process.",
        ["#!sql"] = $"{Csharp} Reference a database client: #r \"nuget: Name, Version\".",
        ["#!kql"] = $"{Csharp} Reference a client of the database: #r \"nuget: Name, Version\".",
        ["#!connect"] = "Other kernels can't be connected. Start them from Jupyter.",
    };

    /// <summary>Whether a line begins code that can't run here.</summary>
    public static bool IsForeign(string name) => s_advice.ContainsKey(name);

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
                    case "#!time":
                        isTimed = true;
                        break;
                    case var name when CellText.IsCsharp(name):
                        break;
                    default:
                        await RunMagicAsync(directive, cancel).ConfigureAwait(false);
                        break;
                }
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException
                or NotSupportedException or ArgumentException or JsonException)
            {
                throw CellFailures.Directive(directive, cell, failure.Message);
            }
        }

        return isTimed;
    }

    private async Task RunMagicAsync(CellDirective directive, CancellationToken cancel)
    {
        switch (directive.Name)
        {
            case "#load" or "#!import":
                await ImportAsync(await SharedValues.AnswerAsync(directive.Argument, "File", cancel)
                    .ConfigureAwait(false), cancel).ConfigureAwait(false);
                break;
            case "#!markdown":
                CellHelpers.display(ForeignText.Markdown(directive.Body));
                break;
            case "#!html":
                CellHelpers.display(ForeignText.Html(directive.Body));
                break;
            case "#!javascript" or "#!js":
                string script = await _values.InScriptAsync(directive.Body, cancel).ConfigureAwait(false);
                CellHelpers.display(ForeignText.JavaScript(script));
                break;
            case "#!mermaid":
                CellHelpers.display(ForeignText.Mermaid(directive.Body));
                break;
            case "#!value":
                await _values.KeepAsync(directive, cancel).ConfigureAwait(false);
                break;
            case "#!set":
                await _values.SetAsync(directive.Argument, cancel).ConfigureAwait(false);
                break;
            case "#!share":
                await _values.ShareAsync(directive.Argument, cancel).ConfigureAwait(false);
                break;
            case "#!who" or "#!whos":
                CellHelpers.display(Variables(withValues: directive.Name == "#!whos"));
                break;
            case "#!about":
                CellHelpers.display(
                    $"C# kernel of SPAgent {typeof(CellDirectives).Assembly.GetName().Version!.ToString(3)}, "
                        + $".NET {Environment.Version}.");
                break;
            case "#!lsmagic":
                CellHelpers.display(Table(["", ""], [.. Known.Select(magic => new[] { magic.Name, magic.Meaning })]));
                break;
            default:
                throw new NotSupportedException(s_advice.GetValueOrDefault(
                    directive.Name, $"There is no {directive.Name}. There "
                        + $"are: {string.Join(", ", Known.Select(magic => magic.Name.Split(' ')[0]).Distinct())}."));
        }
    }

    private MimeBundle Variables(bool withValues)
    {
        (string Name, Type Type, object? Value)[] all = [.. _engine.Variables()];
        if (!withValues) return MimeBundle.Text(string.Join('\n', all.Select(variable => variable.Name)));
        return Table(["Variable", "Type", "Value"],
            [
                .. all.Select(variable =>
                    new[] { variable.Name, TypeName.Of(variable.Type), ValueFormatter.Line(variable.Value) })]);
    }

    private static MimeBundle Table(string[] columns, string[][] rows)
    {
        var table = new TextTable(columns, rows, null);
        return MimeBundle.Html(table.ToHtml(), table.ToString());
    }

    private async Task ImportAsync(string path, CancellationToken cancel)
    {
        string file = Path.GetFullPath(path, _folders.Peek());
        if (_folders.Count > DeepestImport)
            throw new NotSupportedException($"{path}: files load each other in a circle.");
        _folders.Push(Path.GetDirectoryName(file)!);
        try
        {
            foreach ((string code, string name) in await ImportedFile.ReadAsync(file, cancel).ConfigureAwait(false))
            {
                await _engine.RunTextAsync(code, name, cancel).ConfigureAwait(false);
            }
        }
        finally
        {
            _folders.Pop();
        }
    }
}
