using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace SPAgent.Cli;

/// <summary>Help that calls the program what people type; its assembly has another name.</summary>
internal sealed class NamedHelp(HelpAction help) : SynchronousCommandLineAction
{
    public static void Give(RootCommand root)
    {
        HelpOption option = root.Options.OfType<HelpOption>().Single();
        option.Action = new NamedHelp((HelpAction)option.Action!);
    }

    // Who asks for help need not have given the arguments.
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        InvocationConfiguration configuration = parseResult.InvocationConfiguration;
        TextWriter output = configuration.Output;
        using StringWriter text = new();
        configuration.Output = text;
        int code = help.Invoke(parseResult);
        configuration.Output = output;
        output.Write(text.ToString()
            .Replace($"  {RootCommand.ExecutableName} ", "  spagent ", StringComparison.Ordinal));
        return code;
    }
}
