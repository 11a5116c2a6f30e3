using System.IO.Pipelines;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace SPAgent.Tests.Agents;

/// <summary>A tool of a Model Context Protocol server is a tool of an agent, without more ado.</summary>
public sealed class ModelContextProtocolTests
{
    [Fact]
    public async Task An_agent_calls_a_tool_of_a_server()
    {
        CancellationToken stop = TestContext.Current.CancellationToken;
        using TemporaryFolder folder = new();
        File.WriteAllBytes(folder["image.jpg"], Pictures.Gradient(32, 32).EncodeJpeg());
        Pipe toServer = new(), toClient = new();
        McpServerOptions options = new()
        {
            ToolCollection =
                [McpServerTool.Create((int a, int b) => a + b, new() { Name = "add", Description = "Adds." })]
        };
        await using McpServer server =
            McpServer.Create(new StreamServerTransport(toServer.Reader.AsStream(), toClient.Writer.AsStream()),
                options);
        Task running = server.RunAsync(stop);
        await using McpClient client =
            await McpClient.CreateAsync(
                new StreamClientTransport(toServer.Writer.AsStream(), toClient.Reader.AsStream()),
                cancellationToken: stop);

        IList<McpClientTool> tools = await client.ListToolsAsync(cancellationToken: stop);
        int turn = 0;
        ScriptedModel model =
            new(
                (_, _) =>
                    ScriptedModel.Text(turn++ == 0
                        ? """<tool_call>{"name": "add", "arguments": {"a": 20, "b": 22}}</tool_call>"""
                        : "<answer>42</answer>"));
        AgentResult result = await new SpatialAgent(model, [.. tools.Select(AgentTool.FromAIFunction)]).SolveAsync(
            folder["image.jpg"], "20 + 22?", cancellationToken: stop);
        Assert.Equal(["add_iter1"], result.UsedTools);
        Assert.Contains("42", result.Prompts[1], StringComparison.Ordinal);
    }
}
