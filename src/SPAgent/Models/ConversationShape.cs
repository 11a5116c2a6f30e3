using Microsoft.Extensions.AI;

namespace SPAgent;

/// <summary>Puts the messages of a conversation into a form that an endpoint takes; what they say stays the
/// same.</summary>
internal static class ConversationShape
{
    private const string Shown = "Here is the picture.";

    public static IReadOnlyList<ChatMessage> Apply(IEnumerable<ChatMessage> messages, RequestShape shape)
    {
        List<ChatMessage> shaped = [];
        bool dropped = false;
        foreach (ChatMessage message in messages)
        {
            // No server has a use for a turn without a word, and some refuse it.
            if (IsEmptyTurn(message))
            {
                dropped = true;
                continue;
            }

            Add(shaped, message, shape, dropped);
            dropped = false;
        }

        return shape.SystemInUser ? SystemInUser(shaped) : shaped;
    }

    /// <summary>Whether a user message stands behind a tool message.</summary>
    public static bool HasUserBehindTool(IReadOnlyList<ChatMessage> messages) =>
        messages.Zip(messages.Skip(1))
            .Any(pair => pair.First.Role == ChatRole.Tool && pair.Second.Role == ChatRole.User);

    private static void Add(List<ChatMessage> shaped, ChatMessage message, RequestShape shape, bool droppedBefore)
    {
        ChatMessage? before = shaped.LastOrDefault();
        bool behindTool = before?.Role == ChatRole.Tool && message.Role == ChatRole.User;
        if (behindTool && shape.Pictures is ToolPictures.ToolMessage)
        {
            shaped[^1] = Joined(before!, WithoutRepeats(before!, message));
        }
        else if (droppedBefore && before?.Role == ChatRole.User && message.Role == ChatRole.User)
        {
            // Two of the user's in a row are one, for servers whose roles alternate.
            shaped[^1] = Joined(before, [new TextContent("\n"), .. message.Contents]);
        }
        else
        {
            if (behindTool && shape.Pictures is ToolPictures.BehindAssistant)
                shaped.Add(new ChatMessage(ChatRole.Assistant, Shown));
            shaped.Add(message);
        }
    }

    private static List<ChatMessage> SystemInUser(List<ChatMessage> messages)
    {
        string system = string.Join("\n\n",
            messages.Where(message => message.Role == ChatRole.System).Select(message => message.Text));
        messages.RemoveAll(message => message.Role == ChatRole.System);
        if (system.Length == 0) return messages;
        int user = messages.FindIndex(message => message.Role == ChatRole.User);
        if (user < 0) messages.Insert(0, new ChatMessage(ChatRole.User, system));
        else messages[user] =
            new ChatMessage(ChatRole.User, [new TextContent($"{system}\n\n"), .. messages[user].Contents]);
        return messages;
    }

    private static bool IsEmptyTurn(ChatMessage message) => message.Role == ChatRole.Assistant
        && !message.Contents.Any(content => content is FunctionCallContent or DataContent or UriContent)
        && string.IsNullOrWhiteSpace(message.Text);

    private static ChatMessage Joined(ChatMessage message, IEnumerable<AIContent> more) =>
        new(message.Role, [.. message.Contents, .. more]) { AdditionalProperties = message.AdditionalProperties };

    // The words of an observation stand in both messages.
    private static IEnumerable<AIContent> WithoutRepeats(ChatMessage tool, ChatMessage user)
    {
        string? said = tool.Contents.OfType<FunctionResultContent>().LastOrDefault()?.Result as string;
        return user.Contents.Where(content => content is not TextContent text || text.Text != said);
    }
}
