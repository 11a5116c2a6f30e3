using System.Buffers.Binary;

namespace SPAgent;

/// <summary>
/// Finds where the data of a JPEG file are damaged, in the words of libjpeg, by reading its codes without making pixels
/// of them: for a decoder that does not hand on the warnings of libjpeg. Files of arithmetic coding are not looked
/// into.
/// </summary>
internal sealed class JpegDamage
{
    private const byte RestartInterval = 0xDD, FirstRestart = 0xD0, BaselineFrame = 0xC0, ProgressiveFrame = 0xC2;

    // A file may leave out the standard tables.
    private readonly HuffmanTable?[] _tables = [.. StandardHuffman.Tables, null, null, null, null];
    private Component[] _components = [];
    private int _interval;
    private bool _progressive, _scanned;

    private JpegDamage() { }

    /// <summary>The first damage of a file whose header was read and which a decoder took; null where there is
    /// none.</summary>
    public static string? Find(ReadOnlySpan<byte> jpeg)
    {
        JpegDamage file = new();
        for (int position = 2, end = 2; JpegScans.NextMarker(jpeg, ref position) is byte marker; end = position)
        {
            if (marker == JpegHeader.EndOfImage) return null;
            int extraneous = file._scanned ? 0 : position - 2 - end - jpeg[end..(position - 2)].Count((byte)0xFF);
            if (extraneous > 0) return Extraneous(extraneous, marker);
            if (!JpegHeader.HasSegment(marker)) continue;
            int start = position + 2;
            if (!JpegScans.SkipSegment(jpeg, ref position)) return null;
            ReadOnlySpan<byte> body = jpeg[start..position];
            bool known = marker switch
            {
                >= BaselineFrame and <= ProgressiveFrame => file.TryReadFrame(body, marker == ProgressiveFrame),
                JpegHeader.HuffmanTables => HuffmanTable.TryRead(body, file._tables),
                RestartInterval when body.Length >= 2 =>
                    (file._interval = BinaryPrimitives.ReadUInt16BigEndian(body)) >= 0,
                >= 0xC3 and <= 0xCF => false,
                _ => true,
            };
            if (!known) return null;
            if (marker == JpegHeader.StartOfScan && file.FindInScan(jpeg, body, ref position) is { } damage)
                return damage;
        }

        return "Premature end of JPEG file";
    }

    private static string Extraneous(int bytes, byte marker) =>
        $"Corrupt JPEG data: {bytes} extraneous bytes before marker 0x{marker:x2}";

    private bool TryReadFrame(ReadOnlySpan<byte> body, bool progressive)
    {
        if (body.Length < 6 || body.Length < 6 + (body[5] * 3)) return false;
        (int height, int width) =
            (BinaryPrimitives.ReadUInt16BigEndian(body[1..]), BinaryPrimitives.ReadUInt16BigEndian(body[3..]));
        _progressive = progressive;
        _components = new Component[body[5]];
        for (int i = 0; i < _components.Length; i++)
            _components[i] = new Component(body[6 + (i * 3)], body[7 + (i * 3)] >> 4, body[7 + (i * 3)] & 15);
        (int across, int down) =
            (_components.Max(component => component.Across), _components.Max(component => component.Down));
        if (_components.Any(component => component.Across == 0 || component.Down == 0)) return false;
        foreach (Component component in _components) component.Measure(width, height, across, down, progressive);
        return true;
    }

    private string? FindInScan(ReadOnlySpan<byte> jpeg, ReadOnlySpan<byte> body, ref int position)
    {
        if (body.IsEmpty || body.Length < 4 + (body[0] * 2)) return null;
        Component[] components = new Component[body[0]];
        for (int i = 0; i < components.Length; i++)
        {
            byte name = body[1 + (i * 2)];
            if (Array.Find(_components, component => component.Name == name) is not { } component) return null;
            component.Tables = ((body[2 + (i * 2)] >> 4) & 3, body[2 + (i * 2)] & 3);
            components[i] = component;
        }

        ReadOnlySpan<byte> band = body[(1 + (body[0] * 2))..];
        if (!_progressive && !band.StartsWith((ReadOnlySpan<byte>)[0, 63, 0]))
            return "Invalid SOS parameters for sequential JPEG";
        _scanned = true;
        Scan scan = new(jpeg, position, _tables, components, (band[0], Math.Min((int)band[1], 63), band[2] >> 4 != 0),
            _progressive);
        string? damage = scan.Find(_interval);
        position = scan.Position;
        return damage;
    }

    /// <summary>A colour plane: its share of a unit, its size in blocks, and which of its coefficients are not zero so
    /// far.</summary>
    private sealed class Component(byte name, int across, int down)
    {
        public byte Name => name;

        public int Across => across;

        public int Down => down;

        public (int Dc, int Ac) Tables { get; set; }

        public int Columns { get; private set; }

        public int Rows { get; private set; }

        /// <summary>Blocks from one row to the next, whole units.</summary>
        public int Stride { get; private set; }

        public int UnitRows { get; private set; }

        /// <summary>A bit for each coefficient of each block; progressive files refine only what is there.</summary>
        public ulong[] NonZero { get; private set; } = [];

        public void Measure(int width, int height, int mostAcross, int mostDown, bool progressive)
        {
            (int unitsAcross, int unitsDown) = (DivideUp(width, 8 * mostAcross), DivideUp(height, 8 * mostDown));
            (Columns, Rows) = (DivideUp(width * across, 8 * mostAcross), DivideUp(height * down, 8 * mostDown));
            (Stride, UnitRows) = (unitsAcross * across, unitsDown);
            if (progressive) NonZero = new ulong[Stride * unitsDown * down];
        }

        private static int DivideUp(int value, int by) => (value + by - 1) / by;
    }

    private ref struct Scan(
        ReadOnlySpan<byte> jpeg, int position, HuffmanTable?[] tables, Component[] components,
        (int First, int Last, bool Refines) band, bool progressive)
    {
        private const string TooShort = "Corrupt JPEG data: premature end of data segment",
            NoCode = "Corrupt JPEG data: bad Huffman code";

        private readonly ReadOnlySpan<byte> _jpeg = jpeg;
        private JpegBits _bits = new(jpeg, position);
        private int _endOfBand;
        private bool _badCode;

        public readonly int Position => _bits.Position;

        public string? Find(int interval)
        {
            Component first = components[0];
            bool single = components.Length == 1;
            int columns = single ? first.Columns : first.Stride / first.Across;
            int rows = single ? first.Rows : first.UnitRows;
            for (int unit = 0, left = interval; unit < columns * rows; unit++, left--)
            {
                if (interval != 0 && left == 0)
                {
                    if (Restart(unit / interval) is { } damage) return damage;
                    left = interval;
                }

                (int row, int column) = Math.DivRem(unit, columns);
                if (single) ReadBlock(first, (row * first.Stride) + column);
                else ReadUnit(row, column);
                if (_bits.IsShort) return TooShort;
                if (_badCode) return NoCode;
            }

            return EndsAtMarker();
        }

        /// <summary>Bytes between the last code and the next marker; those before the end of the file harm
        /// nothing.</summary>
        private readonly string? EndsAtMarker()
        {
            int next = NextMarker(out int extraneous);
            bool harmless = extraneous == 0 || next + 1 >= _jpeg.Length || _jpeg[next + 1] == JpegHeader.EndOfImage;
            return harmless ? null : Extraneous(extraneous, _jpeg[next + 1]);
        }

        private string? Restart(int number)
        {
            if (EndsAtMarker() is { } damage) return damage;
            int next = NextMarker(out _), expected = FirstRestart + ((number - 1) & 7);
            if (next + 1 >= _jpeg.Length) return TooShort;
            if (_jpeg[next + 1] != expected) return $"Corrupt JPEG data: found marker 0x{_jpeg[next + 1]:x2} instead "
                + $"of RST{expected - FirstRestart}";
            _bits.Restart(next + 2);
            _endOfBand = 0;
            return null;
        }

        private readonly int NextMarker(out int extraneous)
        {
            int next = _bits.Position;
            extraneous = 0;
            for (; next + 1 < _jpeg.Length && (_jpeg[next] != 0xFF || _jpeg[next + 1] is 0 or 0xFF); next++)
            {
                if (_jpeg[next] != 0xFF || _jpeg[next + 1] == 0) extraneous++;
            }

            return next;
        }

        private void ReadUnit(int row, int column)
        {
            foreach (Component component in components)
            {
                for (int y = 0; y < component.Down; y++)
                {
                    for (int x = 0; x < component.Across; x++)
                    {
                        ReadBlock(component,
                            (((row * component.Down) + y) * component.Stride) + (column * component.Across) + x);
                    }
                }
            }
        }

        private void ReadBlock(Component component, int block)
        {
            if (!progressive) ReadSequential(component);
            else if (band.First == 0 && band.Refines) _ = _bits.Take(1);
            else if (band.First == 0) Check(_bits.TakeCode(HuffmanTableOf(component.Tables.Dc, 0), out _));
            else if (band.Refines) Refine(component, ref component.NonZero[block]);
            else ReadBand(component, ref component.NonZero[block]);
        }

        private void ReadSequential(Component component)
        {
            Check(_bits.TakeCode(HuffmanTableOf(component.Tables.Dc, 0), out _));
            HuffmanTable table = HuffmanTableOf(component.Tables.Ac, 1);
            for (int k = 1; k < 64;)
            {
                int symbol = _bits.TakeCode(table, out _);
                if (symbol <= 0)
                {
                    Check(symbol);
                    return;
                }

                if (symbol is not 0xF0 && (symbol & 15) == 0) return;
                k += (symbol >> 4) + 1;
            }
        }

        private void ReadBand(Component component, ref ulong nonZero)
        {
            if (_endOfBand > 0)
            {
                _endOfBand--;
                return;
            }

            HuffmanTable table = HuffmanTableOf(component.Tables.Ac, 1);
            for (int k = band.First; k <= band.Last; k++)
            {
                int symbol = _bits.TakeCode(table);
                Check(symbol);
                if (symbol < 0) return;
                (int run, int size) = (symbol >> 4, symbol & 15);
                if (size == 0 && run < 15)
                {
                    _endOfBand = (1 << run) + _bits.Take(run) - 1;
                    return;
                }

                _ = _bits.Take(size);
                k += run;
                if (size > 0 && k < 64) nonZero |= 1UL << k;
            }
        }

        private void Refine(Component component, ref ulong nonZero)
        {
            int k = band.First;
            HuffmanTable table = HuffmanTableOf(component.Tables.Ac, 1);
            for (; _endOfBand == 0 && k <= band.Last; k++)
            {
                int symbol = _bits.TakeCode(table);
                Check(symbol);
                if (symbol < 0) return;
                (int run, int size) = (symbol >> 4, symbol & 15);
                if (size == 0 && run < 15)
                {
                    _endOfBand = (1 << run) + _bits.Take(run);
                    break;
                }

                _badCode |= size > 1;
                if (size > 0) _ = _bits.Take(1);
                for (; k <= band.Last; k++)
                {
                    if ((nonZero >> k & 1) != 0) _ = _bits.Take(1);
                    else if (--run < 0) break;
                }

                if (size > 0 && k <= band.Last) nonZero |= 1UL << k;
            }

            if (_endOfBand == 0) return;
            for (; k <= band.Last; k++)
            {
                if ((nonZero >> k & 1) != 0) _ = _bits.Take(1);
            }

            _endOfBand--;
        }

        private void Check(int symbol) => _badCode |= symbol < 0;

        private readonly HuffmanTable HuffmanTableOf(int number, int kind) =>
            tables[(number * 2) + kind] ?? StandardHuffman.Tables[kind];
    }
}
