using System.Text;
using System.Text.Json;

namespace SPAgent;

/// <summary>Puts a prompt together: each one tells the whole story so far, so that each is a training sample by
/// itself.</summary>
internal static class AgentPrompt
{
    public static string Iteration(AgentState state, SpatialAgentOptions options, IReadOnlyList<AgentTool> tools,
        int iteration, int last)
    {
        StringBuilder text = Opening(state, options, tools);
        text.Append('\n').Append(options.Workflow).Append('\n');
        History(text, state);
        if (iteration > 1) text.Append('\n').Append(options.ContinuationHint).Append('\n');
        if (iteration == last && last > 1) text.Append("This is the last turn: answer now.\n");
        return text.ToString();
    }

    public static string Synthesis(AgentState state, SpatialAgentOptions options) => Closing(state, options,
        "The tools have shown what they can. Put it together and give the final answer to the question "
            + "inside <answer></answer> tags.");

    public static string Fallback(AgentState state, SpatialAgentOptions options) => Closing(state, options,
        "Answer from what you see in the images yourself, without tools. Give the final answer "
            + "inside <answer></answer> tags.");

    private static string Closing(AgentState state, SpatialAgentOptions options, string request)
    {
        StringBuilder text = Opening(state, options, []);
        History(text, state);
        return text.Append('\n').Append(request).Append('\n').ToString();
    }

    private static StringBuilder Opening(AgentState state, SpatialAgentOptions options, IReadOnlyList<AgentTool> tools)
    {
        StringBuilder text = new(options.Role);
        text.Append("\n\n");
        foreach ((string question, string? answer) in state.Earlier)
            text.Append($"Asked before: {Marked(question, 0)}\nAnswered: {answer ?? "(nothing)"}\n\n");
        IReadOnlyList<AgentImage> shown = state.Shown(options);
        text.Append($"Question: {Marked(state.Question, shown.Count)}\n\nImages, in the order shown:\n");
        for (int i = 0; i < shown.Count; i++)
            text.Append(
                $"{i + 1}. {shown[i].Label}{(state.FromTools.Contains(shown[i]) ? " (made by a tool)" : "")}\n");
        if (tools.Count > 0) Tools(text, tools);
        return text;
    }

    // A dataset may write a mark for each of its pictures. Beside others it would name one too many, or too few.
    private static string Marked(string question, int pictures) =>
        question.AsSpan().Count(ConversationDialect.Image) == pictures
            ? question : ConversationDialect.Unmarked(question);

    private static void Tools(StringBuilder text, IReadOnlyList<AgentTool> tools)
    {
        text.Append("\nTools, one a line:\n<tools>\n");
        foreach (AgentTool tool in tools)
        {
            text
                .Append(
                    JsonSerializer.Serialize(
                        new { name = tool.Name, description = tool.Description, parameters = tool.Schema },
                        JsonSettings.Line)).Append('\n');
        }

        text.Append("</tools>\nCall one by a JSON object inside <tool_call></tool_call>:\n<tool_call>{\"name\": \"tool "
            + "name\", \"arguments\": {\"argument\": \"value\"}}</tool_call>\n");
    }

    private static void History(StringBuilder text, AgentState state)
    {
        foreach ((int iteration, string reply, IReadOnlyList<string> results) in state.Log)
        {
            text.Append($"\nTurn {iteration}, you said:\n{reply}\n");
            foreach (string result in results) text.Append($"Result of {result}\n");
        }
    }
}
