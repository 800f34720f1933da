package io.noisystudent.bench.statistics;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** Time and CPU time of this process since it was made. */
public final class Stopwatch {
    private static final double NANOSECONDS = 1e9;

    private final long cpu = cpuNanos();
    private final long start = System.nanoTime();

    /** What was done until now. */
    public Measurement stop(double units) {
        double seconds = (System.nanoTime() - start) / NANOSECONDS;
        return new Measurement(units, seconds, (cpuNanos() - cpu) / NANOSECONDS);
    }

    private static long cpuNanos() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
    }
}
