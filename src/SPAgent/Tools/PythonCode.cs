using System.Text.Json;

namespace SPAgent.Internal;

/// <summary>The spelling of <c>python_code_tool</c> calls, which traces keep as code instead of arguments.</summary>
public static class PythonCode
{
    /// <summary>The name that models call it by.</summary>
    public const string ToolName = "python_code_tool";

    /// <summary>What models are told of it.</summary>
    public const string Description = "Runs Python code (PIL, numpy) on the current picture `image` and shows the "
        + "picture assigned to `result_image`.";

    /// <summary>Its parameters, as a JSON schema.</summary>
    public static JsonElement Schema { get; } = JsonElement.Parse("""
        {
          "type": "object",
          "properties": {
            "code": {
              "type": "string",
              "description": "Python code. `image` is the current picture (PIL); Image and np are there. Assign the new picture to `result_image`."
            }
          },
          "required": ["code"]
        }
        """);

    /// <summary>The code in a call's arguments; null when there is none.</summary>
    public static string? Text(JsonElement arguments) =>
        arguments.ValueKind == JsonValueKind.Object && arguments.TryGetProperty("code", out JsonElement code)
            && code.ValueKind == JsonValueKind.String
            ? code.GetString()
            : null;

    /// <summary>The arguments that call the tool with that code.</summary>
    public static JsonElement Arguments(string code) =>
        JsonSerializer.SerializeToElement(new Dictionary<string, string> { ["code"] = code });
}
