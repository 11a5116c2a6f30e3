using System.Text.Json;
using Microsoft.Extensions.AI;

namespace SPAgent;

/// <summary>
/// Whether an endpoint takes the <c>tools</c> parameter. Ask a client for it:
/// <c>client.GetService&lt;ToolsProbe&gt;()</c>; a client that has none is best given its tools in the prompt.
/// </summary>
/// <remarks>
/// The endpoint is asked once, whoever asks first: a tiny request that offers a tool. The same request without a tool
/// tells a server that can't do tools from a wrong address, model or key where the first is refused; and where it is
/// answered, whether the model saw the tool, which makes its prompt longer. It is left out where the first answer calls
/// the tool or counts no tokens.
/// </remarks>
[TypeFormatterSource]
public sealed class ToolsProbe
{
    private static readonly JsonElement NoParameters =
        JsonDocument.Parse("""{"type":"object","properties":{}}""").RootElement;

    // The one error of servers that is an answer.
    private const int NotImplemented = 501;

    private readonly IChatClient _client;
    private readonly Lock _lock = new();
    private Task<bool>? _answer;

    internal ToolsProbe(IChatClient client) => _client = client;

    /// <summary>
    /// True when tools can go into <see cref="ChatOptions.Tools"/>, false when they belong into the prompt. Callers at
    /// the same time share one probe; a failed probe is forgotten, so that the next call asks again.
    /// </summary>
    /// <exception cref="ModelException">
    /// The endpoint answers no request at all: wrong key, model or address, or no server. Or it fails, also after every
    /// retry, where tools are offered: that tells nothing about them, and a run must not be decided by a bad moment of
    /// its server.
    /// </exception>
    public Task<bool> SupportsToolsAsync(CancellationToken cancellationToken = default)
    {
        lock (_lock)
        {
            // Not cancelled with the first caller: others wait for the same answer. Retries and time-outs bound it.
            if (_answer is null or { IsFaulted: true } or { IsCanceled: true }) _answer = ProbeAsync();
            return _answer.WaitAsync(cancellationToken);
        }
    }

    private async Task<bool> ProbeAsync()
    {
        AITool tool = AIFunctionFactory.CreateDeclaration("noop", "Does nothing.", NoParameters);
        try
        {
            ChatResponse answer = await AskAsync([tool]).ConfigureAwait(false);
            return Calls(answer) || await ShowsToolsAsync(answer).ConfigureAwait(false);
        }
        catch (ModelException empty) when (empty.Kind is ModelFailure.Empty or ModelFailure.Filtered)
        {
            // It took the tool, whatever it made of the question.
            return true;
        }
        catch (ModelException refusal) when (refusal.Kind is ModelFailure.ToolsRefused)
        {
            return false;
        }
        catch (ModelException fault) when (fault is { Kind: ModelFailure.Server, StatusCode: not NotImplemented })
        {
            throw Undecided(fault);
        }
        catch (ModelException refusal)
            when (refusal.Kind is ModelFailure.Rejected or ModelFailure.NotFound or ModelFailure.Server)
        {
            await AskWithoutToolsAsync().ConfigureAwait(false);
            return false;
        }
    }

    private static bool Calls(ChatResponse answer) =>
        answer.Messages.SelectMany(message => message.Contents).OfType<FunctionCallContent>().Any();

    // A server that drops the parameter counts the same tokens with it and without.
    private async Task<bool> ShowsToolsAsync(ChatResponse answer)
    {
        if (answer.Usage?.InputTokenCount is not > 0) return true;
        try
        {
            ChatResponse without = await AskAsync([]).ConfigureAwait(false);
            return without.Usage?.InputTokenCount != answer.Usage.InputTokenCount;
        }
        catch (ModelException)
        {
            // What is wrong with the request without tools tells nothing about them.
            return true;
        }
    }

    private async Task AskWithoutToolsAsync()
    {
        try
        {
            await AskAsync([]).ConfigureAwait(false);
        }
        catch (ModelException refusal) when (refusal.Kind is ModelFailure.Rejected)
        {
            // The server answers, only not this request; what it takes, the real ones will show.
        }
    }

    private static ModelException Undecided(ModelException fault)
    {
        const string toDo = "The server was asked whether it takes tools. Run again when it works, or choose how tools "
            + "are offered: native or prompt (ToolsMode, --tools-mode).";
        return new ModelException(fault.Kind, $"{fault.Message} {toDo}", fault)
        {
            StatusCode = fault.StatusCode,
            RetryAfter = fault.RetryAfter,
            Attempts = fault.Attempts,
            StopsRun = fault.StopsRun,
            IsTransient = fault.IsTransient,
        };
    }

    private Task<ChatResponse> AskAsync(IList<AITool> tools) =>
        _client.GetResponseAsync([new ChatMessage(ChatRole.User, "Say OK.")],
            new ChatOptions { MaxOutputTokens = 16, Tools = tools });
}
