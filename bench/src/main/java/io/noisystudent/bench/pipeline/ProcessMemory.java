package io.noisystudent.bench.pipeline;

import io.noisystudent.bench.statistics.NotMeasuredException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a process has in memory, in megabytes.
 *
 * @param own heap and native memory, which only the process itself can give back
 * @param mapped pages of files, which the operating system takes back when it needs them
 */
public record ProcessMemory(double own, double mapped) {
    private static final double KILOBYTES = 1024;
    private static final Pattern FIELD = Pattern.compile("(RssAnon|RssFile|RssShmem):\\s+(\\d+) kB");
    private static final Pattern USED = Pattern.compile("generation\\s+total \\d+K, used (\\d+)K");

    /** Of a process, from {@code /proc}. */
    public static ProcessMemory of(long pid) {
        try {
            return parse(Files.readString(Path.of("/proc", Long.toString(pid), "status")));
        } catch (IOException e) {
            throw new NotMeasuredException("the memory of process " + pid + " is unknown: " + e.getMessage());
        }
    }

    static ProcessMemory parse(String status) {
        double own = 0;
        double mapped = 0;
        Matcher fields = FIELD.matcher(status);
        while (fields.find()) {
            double megabytes = Double.parseDouble(fields.group(2)) / KILOBYTES;
            own += fields.group(1).equals("RssAnon") ? megabytes : 0;
            mapped += fields.group(1).equals("RssAnon") ? 0 : megabytes;
        }
        return new ProcessMemory(own, mapped);
    }

    /** The larger of both, each for itself. */
    ProcessMemory or(ProcessMemory other) {
        return new ProcessMemory(Math.max(own, other.own), Math.max(mapped, other.mapped));
    }

    /** What is alive on a JVM's heap now, in megabytes, after a collection. */
    static double liveHeap(long pid) {
        jcmd(pid, "GC.run");
        return parseHeap(jcmd(pid, "GC.heap_info"));
    }

    static double parseHeap(String heapInfo) {
        double used = 0;
        Matcher generations = USED.matcher(heapInfo);
        while (generations.find()) {
            used += Double.parseDouble(generations.group(1)) / KILOBYTES;
        }
        return used;
    }

    private static String jcmd(long pid, String command) {
        String tool = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        try {
            Process process = new ProcessBuilder(tool, Long.toString(pid), command)
                    .redirectErrorStream(true)
                    .start();
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new NotMeasuredException("jcmd does not start: " + e.getMessage());
        }
    }
}
