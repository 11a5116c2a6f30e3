using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace SPAgent;

/// <summary>A tool call that the simulated model makes up, with what it says before it.</summary>
internal sealed record SimulatedCall(string Reason, string Tool, JsonObject Arguments)
{
    public const string Zoom = "image_zoom_in_tool", Rotate = "image_rotate_tool", Python = "python_code_tool";

    /// <summary>The tools that it has learned to use; of another it goes by the schema.</summary>
    public static List<string> KnownTools { get; } = [Zoom, Rotate, Python];

    /// <summary>The call as it stands between the tags.</summary>
    public string Json =>
        new JsonObject { ["name"] = Tool, ["arguments"] = Arguments.DeepClone() }.ToJsonString(JsonSettings.Line);

    /// <summary>The call as a native one.</summary>
    public FunctionCallContent ToContent(string callId) => new(callId, Tool, Arguments.ToDictionary(
        argument => argument.Key, argument => (object?)JsonSerializer.SerializeToElement(argument.Value)));
}
