using System.Text.Json;
using Microsoft.Extensions.AI;

namespace SPAgent;

/// <summary>
/// Keeps replies in a folder, a file each, and gives a reply from there where the same was asked before: the same
/// model, messages, pictures, tools and options, about the same row, for the same rollout, for the same time.
/// </summary>
internal sealed class CachedModel(IChatClient model, string folder) : DelegatingChatClient(model)
{
    private const string Hit = "from_cache";

    private readonly string _name = ModelName.Of(model);

    /// <summary>Whether a reply came from a cache, and cost nothing.</summary>
    public static bool IsHit(ChatResponse response) => response.AdditionalProperties?.ContainsKey(Hit) == true;

    public override async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages,
        ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        ChatMessage[] conversation = [.. messages];
        string request =
            StoredReply.Request(_name, conversation, options, InnerClient.GetService<RequestExtras>());
        RowRequest? row = options as RowRequest;
        string key = StoredReply.Hash(
            $"{request}\n{row?.Row} {row?.Rollout} {row?.Attempt(StoredReply.Hash(request))}");
        string path = Path.Combine(folder, key[..2], $"{key}.json");
        if (await ReadAsync(path, cancellationToken).ConfigureAwait(false) is { } kept) return kept;
        // Before anything is paid for.
        DemandFolder(Path.GetDirectoryName(path)!);
        ChatResponse response =
            await base.GetResponseAsync(conversation, options, cancellationToken).ConfigureAwait(false);
        if (StoredReply.CanBeKept(response)) await KeepAsync(path, response).ConfigureAwait(false);
        return response;
    }

    public override IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages,
        ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        WholeReplies.StreamAsync(stop => GetResponseAsync(messages, options, stop), cancellationToken);

    private static async Task<ChatResponse?> ReadAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            byte[] json = await File.ReadAllBytesAsync(path, cancellationToken).ConfigureAwait(false);
            ChatResponse kept = StoredReply.Read(json);
            (kept.AdditionalProperties ??= [])[Hit] = true;
            return kept;
        }
        catch (Exception absent) when (absent is FileNotFoundException or DirectoryNotFoundException or JsonException)
        {
            // One that can't be read is asked for again, and replaced.
            return null;
        }
    }

    private static async Task KeepAsync(string path, ChatResponse response)
    {
        try
        {
            await WholeFile.WriteAsync(path, StoredReply.Write(response), CancellationToken.None)
                .ConfigureAwait(false);
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
        catch (Exception problem) when (StoredReply.CantBeWritten(problem))
        {
            // It is paid for, and goes on: where it is wanted again, it is asked for again.
        }
    }

    private void DemandFolder(string inside)
    {
        try
        {
            MakePrivate(inside);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new ModelException(ModelFailure.Rejected,
                $"{folder}: replies can't be kept there ({problem.Message}). Make room or get the right to write, or "
                + "name another folder (--cache).", problem)
            {
                StopsRun = true,
            };
        }
    }

    // Replies may hold what others are not to read.
    private static void MakePrivate(string folder)
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(folder);
        else Directory.CreateDirectory(folder,
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
