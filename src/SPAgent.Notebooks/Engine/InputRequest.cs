using System.Text.Json;

namespace SPAgent.Notebooks;

/// <summary>A word of a magic that a person is to type: <c>@input</c>, <c>@password</c>, with a prompt behind a
/// colon.</summary>
internal sealed record InputRequest(string Prompt, bool IsSecret)
{
    /// <summary>The request that a word stands for; null for a word that means itself.</summary>
    /// <param name="word">As it stands in the magic: <c>@input:"Your name"</c>, <c>@password:{"prompt":
    /// "Key"}</c>.</param>
    /// <param name="title">What to ask for when the word does not say.</param>
    public static InputRequest? Parse(string word, string title)
    {
        int mark = word.IndexOf(':', StringComparison.Ordinal);
        string kind = mark < 0 ? word : word[..mark];
        if (kind is not ("@input" or "@password")) return null;
        string prompt = mark < 0 ? "" : word[(mark + 1)..].Trim();
        if (prompt.StartsWith('{')) prompt = FromJson(prompt);
        return new InputRequest(prompt.Length > 0 ? prompt : title, kind == "@password");
    }

    /// <summary>What the person typed.</summary>
    /// <exception cref="NotSupportedException">Nobody is there to type.</exception>
    public async Task<string> AskAsync(CancellationToken cancel)
    {
        CellContext? cell = CellContext.Current;
        // Waiting for a person takes a thread; it should not be one of those that answer an interrupt.
        string? typed = cell is null ? null
            : await Task.Run(() => cell.Ask(Prompt, IsSecret), cancel).ConfigureAwait(false);
        return typed ?? throw new NotSupportedException(
            $"\"{Prompt}\" asks for something to be typed, and there is no keyboard here. Open the notebook in "
            + $"Jupyter, or declare the variable " +
            "in a cell tagged parameters and hand it over: spagent notebook run -p name=value.");
    }

    private static string FromJson(string json)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            return document.RootElement.TryGetProperty("prompt", out JsonElement prompt) ? prompt.ToString()
                : document.RootElement.TryGetProperty("saveAs", out JsonElement name) ? name.ToString() : "";
        }
        catch (JsonException failure)
        {
            throw new ArgumentException($"{json}: JSON is expected between the braces: {failure.Message}", failure);
        }
    }
}
