using System.Text;

namespace SPAgent.Notebooks;

/// <summary>
/// Sends what a cell prints to that cell, even from a thread that outlives it or while another notebook runs in the
/// same process; what is printed outside of cells goes where it went before.
/// </summary>
internal sealed class CellConsole(TextWriter outside, bool isError) : TextWriter
{
    private static readonly Lock s_lock = new();
    private static bool s_installed;

    public override Encoding Encoding => Encoding.UTF8;

    /// <summary>Takes over the process's console, once.</summary>
    public static void Install()
    {
        lock (s_lock)
        {
            if (s_installed) return;
            s_installed = true;
            Console.SetOut(new CellConsole(Console.Out, isError: false));
            Console.SetError(new CellConsole(Console.Error, isError: true));
            Console.SetIn(new CellInput());
        }
    }

    public override void Write(char value) => Write([value]);

    public override void Write(string? value) => Write(value.AsSpan());

    public override void Write(char[] buffer, int index, int count) => Write(buffer.AsSpan(index, count));

    public override void Write(ReadOnlySpan<char> buffer)
    {
        if (CellContext.Current is { } cell) cell.Print(buffer, isError);
        else outside.Write(buffer);
    }

    public override void WriteLine(string? value) => Write(value + Environment.NewLine);

    public override void Flush()
    {
        if (CellContext.Current is { } cell) cell.Flush();
        else outside.Flush();
    }
}
