using System.Text.Json;
using Microsoft.CodeAnalysis.CSharp;

namespace SPAgent.Notebooks;

/// <summary><c>#!value</c>, <c>#!set</c> and <c>#!share</c>: texts that are kept beside the cells, and the variables
/// that are made of them.</summary>
/// <param name="folder">Where relative paths start.</param>
/// <param name="declare">Declares a variable: its name, its type as C# writes it, and its value.</param>
/// <param name="variable">A variable of the cells.</param>
internal sealed class SharedValues(
    Func<string> folder, Func<string, string, object?, CancellationToken, Task> declare,
    Func<string, (Type Type, object? Value)?> variable)
{
    private const string SetExample = "#!set --name x --value @value:text, or --value @input:\"Prompt\"";
    private const string ShareExample = "#!share --from value x";
    private static readonly HttpClient s_web = new() { MaxResponseContentBufferSize = 64 * 1024 * 1024 };
    private readonly Dictionary<string, (string Text, string? MimeType)> _values = new(StringComparer.Ordinal);

    /// <summary>Keeps the lines below, a file or a page under a name; with a mime type it is shown too.</summary>
    public async Task KeepAsync(CellDirective directive, CancellationToken cancel)
    {
        MagicArguments arguments = MagicArguments.Parse(directive.Argument, "--name", "--from-file", "--from-url",
            "--from-value", "--mime-type");
        string name = arguments.Required("--name", "#!value --name x, and the text below it");
        string text = directive.Body;
        if (arguments["--from-file"] is { } file)
        {
            text =
                await File.ReadAllTextAsync(
                    Path.GetFullPath(await AnswerAsync(file, "File", cancel).ConfigureAwait(false), folder()), cancel)
                        .ConfigureAwait(false);
        }
        else if (arguments["--from-url"] is { } address)
        {
            text = await ReadAsync(await AnswerAsync(address, "Address", cancel).ConfigureAwait(false), cancel)
                .ConfigureAwait(false);
        }
        else if (arguments["--from-value"] is { } given)
        {
            text = given.StartsWith("@csharp:", StringComparison.Ordinal)
                ? Text(given["@csharp:".Length..], arguments["--mime-type"])
                : await AnswerAsync(given, name, cancel).ConfigureAwait(false);
        }

        string? mimeType = arguments["--mime-type"];
        _values[name] = (text, mimeType);
        if (mimeType is not null) CellHelpers.display(MimeBundle.Text(text).With(mimeType, text));
    }

    /// <summary>A script with its lines <c>#!share</c> and <c>#!set</c> as JavaScript that gives the value.</summary>
    public async Task<string> InScriptAsync(string script, CancellationToken cancel)
    {
        string[] lines = script.Split('\n');
        for (int index = 0; index < lines.Length; index++)
        {
            string line = lines[index].Trim();
            int blank = line.IndexOf(' ', StringComparison.Ordinal);
            if (blank < 0 || line[..blank] is not ("#!share" or "#!set")) continue;
            bool isShared = line[..blank] == "#!share";
            MagicArguments arguments = isShared ? ShareArguments(line[blank..]) : SetArguments(line[blank..]);
            string name = arguments["--as"] ?? arguments["--name"] ?? arguments.Words[0];
            if (!SyntaxFacts.IsValidIdentifier(name)) throw new ArgumentException($"{name} is no name of a variable.");
            string json = isShared
                ? Json(arguments.Required("--from", ShareExample), arguments["--name"] ?? arguments.Words[0])
                : await JsonAsync(name, arguments.Required("--value", SetExample), cancel).ConfigureAwait(false);
            // Of the page and not of the script: the cells below see it too.
            lines[index] = $"globalThis.{name} = {json};";
        }

        return string.Join('\n', lines);
    }

    /// <summary>Makes a C# variable of a literal, of what a person types, of a kept value or of another
    /// variable.</summary>
    public async Task SetAsync(string argument, CancellationToken cancel)
    {
        MagicArguments arguments = SetArguments(argument);
        string name = await AnswerAsync(arguments.Required("--name", SetExample), "Name", cancel).ConfigureAwait(false);
        string value = arguments.Required("--value", SetExample);
        if (InputRequest.Parse(value, name) is { } request)
            await DeclareInputAsync(name, request, cancel).ConfigureAwait(false);
        else if (value.StartsWith('@') && value.IndexOf(':', StringComparison.Ordinal) is > 0 and var mark)
        {
            await DeclareAsync(name, value[1..mark], value[(mark + 1)..], arguments["--mime-type"], cancel)
                .ConfigureAwait(false);
        }
        else
        {
            await declare(name, "string", value, cancel).ConfigureAwait(false);
        }
    }

    /// <summary>The older form of the same: <c>#!share --from value x --as y</c>.</summary>
    public Task ShareAsync(string argument, CancellationToken cancel)
    {
        MagicArguments arguments = ShareArguments(argument);
        string name = arguments["--name"] ?? arguments.Words[0];
        string from = arguments.Required("--from", ShareExample);
        return DeclareAsync(arguments["--as"] ?? name, from, name, arguments["--mime-type"], cancel);
    }

    private static MagicArguments SetArguments(string argument)
    {
        MagicArguments arguments = MagicArguments.Parse(argument, "--name", "--value", "--mime-type", "--byref");
        _ = arguments.Required("--name", SetExample);
        return arguments;
    }

    private static MagicArguments ShareArguments(string argument)
    {
        MagicArguments arguments = MagicArguments.Parse(argument, "--name", "--from", "--as", "--mime-type");
        return arguments["--name"] is not null || arguments.Words.Count > 0
            ? arguments
            : throw new ArgumentException($"Name a value: {ShareExample}.");
    }

    private async Task<string> JsonAsync(string name, string value, CancellationToken cancel)
    {
        if (InputRequest.Parse(value, name) is { } request)
        {
            if (request.IsSecret) throw NoSecret();
            return JsonSerializer.Serialize(await request.AskAsync(cancel).ConfigureAwait(false));
        }

        return value.StartsWith('@') && value.IndexOf(':', StringComparison.Ordinal) is > 0 and var mark
            ? Json(value[1..mark], value[(mark + 1)..])
            : JsonSerializer.Serialize(value);
    }

    private string Json(string from, string source) => from switch
    {
        "value" when Kept(source) is { MimeType: "application/json" } kept =>
            JsonDocument.Parse(kept.Text).RootElement.GetRawText(),
        "value" => JsonSerializer.Serialize(Kept(source).Text),
        _ when CellText.IsCsharpName(from) => Variable(source) is PasswordString
            ? throw NoSecret()
            : JsonSerializer.Serialize(Variable(source)),
        _ => throw NoKernel(from),
    };

    private static NotSupportedException NoSecret() =>
        new("A script stands in the page for everyone to read: a password has no place there.");

    private (string Text, string? MimeType) Kept(string name) => _values.TryGetValue(name, out (string, string?) kept)
        ? kept
        : throw new ArgumentException($"No value is called {name}; #!value --name {name} keeps one.");

    private static NotSupportedException NoKernel(string name) =>
        new($"There is no kernel {name} here: a value comes from value (see #!value) or from csharp.");

    /// <summary>A word of a magic, asked for when it is <c>@input</c>.</summary>
    public static async Task<string> AnswerAsync(string word, string title, CancellationToken cancel) =>
        InputRequest.Parse(word, title) is { } request ? await request.AskAsync(cancel).ConfigureAwait(false) : word;

    private async Task DeclareInputAsync(string name, InputRequest request, CancellationToken cancel)
    {
        string typed = await request.AskAsync(cancel).ConfigureAwait(false);
        await (request.IsSecret
            ? declare(name, typeof(PasswordString).FullName!, new PasswordString(typed), cancel)
            : declare(name, "string", typed, cancel)).ConfigureAwait(false);
    }

    private Task DeclareAsync(string name, string from, string source, string? mimeType, CancellationToken cancel)
    {
        bool isJson = mimeType == "application/json";
        if (from == "value")
        {
            string text = Kept(source).Text;
            return isJson ? declare(name, typeof(JsonDocument).FullName!, JsonDocument.Parse(text), cancel)
                : declare(name, "string", text, cancel);
        }

        if (!CellText.IsCsharpName(from)) throw NoKernel(from);
        if (isJson)
        {
            return declare(name, typeof(JsonDocument).FullName!, JsonSerializer.SerializeToDocument(Variable(source)),
                cancel);
        }

        if (mimeType is not null) return declare(name, "string", Text(source, mimeType), cancel);
        _ = Variable(source);
        // The compiler knows the variable's type better than its name can be written.
        return name == source ? Task.CompletedTask : declare(name, "= " + source, null, cancel);
    }

    private object? Variable(string name) =>
        variable(name) is { } found ? found.Value
            : throw new ArgumentException($"No variable is called {name}; #!who lists them.");

    // A variable as text: as it is when it is one, else as JSON, or as it looks in a mime type.
    private string Text(string name, string? mimeType) => Variable(name) switch
    {
        var value when mimeType is not (null or "application/json") =>
            ValueFormatter.Format(value)[mimeType] ?? throw new ArgumentException($"{name} has no look as {mimeType}."),
        string text => text,
        var value => JsonSerializer.Serialize(value),
    };

    private static async Task<string> ReadAsync(string address, CancellationToken cancel)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out Uri? uri) || uri.Scheme is not ("http" or "https"))
        {
            throw new ArgumentException($"{address}: an address that begins with http:// or https:// is expected.");
        }

        try
        {
            return await s_web.GetStringAsync(uri, cancel).ConfigureAwait(false);
        }
        catch (HttpRequestException failure)
        {
            throw new IOException($"{address}: {failure.Message}", failure);
        }
    }
}
