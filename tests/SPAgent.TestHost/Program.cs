// A process that tests start beside their own, and kill. Each line on stdout names what is finished, after it is on
// disk.
//   collect FOLDER PREFIX COUNT AT_ONCE   a session for each question "PREFIX 0" … "PREFIX COUNT-1" that is not known
// yet; every tenth fails
//   files   FOLDER COUNT                  a whole file for each number
//   queue   ADDRESS RUN ROW               a worker that dies at one row
//   read    FOLDER                        the number of sessions and the memory that reading them took
using SPAgent.TestHost;

switch (args)
{
    case ["collect", var folder, var prefix, var count, var atOnce]:
        await CollectingProcess.RunAsync(folder, prefix, int.Parse(count), int.Parse(atOnce));
        return 0;
    case ["files", var folder, var count]:
        await WritingProcess.RunAsync(folder, int.Parse(count));
        return 0;
    case ["read", var folder]:
        await ReadingProcess.RunAsync(folder);
        return 0;
    case ["queue", var address, var run, var row]:
        await QueueProcess.RunAsync(address, run, int.Parse(row));
        return 0;
    default:
        Console.Error.WriteLine("Usage: collect FOLDER PREFIX COUNT AT_ONCE | files FOLDER COUNT | read FOLDER | "
            + "queue ADDRESS RUN ROW");
        return 2;
}
