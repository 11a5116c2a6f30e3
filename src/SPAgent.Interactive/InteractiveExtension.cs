using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Events;
using Microsoft.DotNet.Interactive.Formatting;

namespace SPAgent.Interactive;

/// <summary>What a .NET Interactive kernel runs when <c>#r "nuget: SPAgent"</c> has loaded the package.</summary>
public sealed class InteractiveExtension : IKernelExtension
{
    /// <summary>
    /// Gives sequences their looks, and code of cells a place in the notebook whose content it can replace.
    /// </summary>
    public Task OnLoadAsync(Kernel kernel)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        // Lists of the library's types, and models of others, can't bear the attribute by which the library's own types
        // are found.
        foreach (Type type in RendererTable.Default.InterfacesOf(typeof(Trace).Assembly)) Look(type);
        kernel.AddMiddleware(
            async (command, context, next) =>
            {
                if (command is SubmitCode) LiveDisplay.Open = () => Place(context);
                await next(command, context).ConfigureAwait(false);
            },
            nameof(InteractiveExtension));
        return Task.CompletedTask;
    }

    private static void Look(Type type)
    {
        Formatter.Register(type, (value, writer) => writer.Write(RendererTable.Default.Render(value)!["text/html"]),
            "text/html");
        Formatter.Register(type, (value, writer) => writer.Write(RendererTable.Default.Render(value)!.ToString()),
            "text/plain");
        Formatter.SetPreferredMimeTypesFor(type, "text/html", "text/plain");
    }

    private static Action<MimeBundle> Place(KernelInvocationContext context)
    {
        string id = Guid.NewGuid().ToString("N");
        bool shown = false;
        return bundle =>
        {
            FormattedValue[] values = [.. bundle.Types.Where(type => bundle[type] is not null)
                .Select(type => new FormattedValue(type, bundle[type]!))];
            context.Publish(shown ? new DisplayedValueUpdated(bundle, id, context.Command, values)
                : new DisplayedValueProduced(bundle, context.Command, values, id));
            shown = true;
        };
    }
}
