package io.noisystudent.k8s;

import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Names under which Prometheus sees the meters of the services, read from their sources. */
final class MetricNames {
    private static final Pattern PREFIX = Pattern.compile("PREFIX = \"(noisystudent\\.[a-z.]*)\"");
    private static final Pattern METER =
            Pattern.compile("(\\w+)(?:\\.builder)?\\(\\s*(PREFIX \\+ )?\"([a-z][a-z.]*)\"");

    /** Of Quarkus, of the brokers, and of NVIDIA's exporter, which are not in our sources. */
    private static final Set<String> FOREIGN = Set.of(
            "http_server_requests_seconds_count",
            "http_server_requests_seconds_sum",
            "kafka_server_replicamanager_partitionswithlatetransactionscount",
            "DCGM_FI_DEV_GPU_UTIL",
            "DCGM_FI_DEV_FB_USED");

    private MetricNames() {}

    /** All that may be asked for: ours, and those of others that we know. */
    static Set<String> known() {
        Set<String> names = all();
        names.addAll(FOREIGN);
        return names;
    }

    static Set<String> all() {
        Set<String> names = new TreeSet<>();
        for (String service : Project.SERVICES) {
            Project.sources(service).stream()
                    .filter(file -> file.getFileName().toString().endsWith("Metrics.java"))
                    .forEach(file -> addMeters(file, names));
        }
        return names;
    }

    private static void addMeters(Path file, Set<String> names) {
        String source = Project.read(file);
        Matcher prefixed = PREFIX.matcher(source);
        String prefix = prefixed.find() ? prefixed.group(1) : null;
        Matcher meter = METER.matcher(source);
        while (meter.find()) {
            String name = meter.group(3);
            if (!name.startsWith("noisystudent.")) {
                if (prefix == null) {
                    continue;
                }
                name = prefix + name;
            }
            addSeries(meter.group(1), name.replace('.', '_'), names);
        }
    }

    /** The rules of Micrometer's Prometheus registry. */
    private static void addSeries(String builder, String name, Set<String> names) {
        switch (builder) {
            case "counter", "Counter", "FunctionCounter", "count" -> names.add(name + "_total");
            case "gauge", "Gauge" -> names.add(name);
            case "Timer" -> {
                names.add(name + "_seconds_count");
                names.add(name + "_seconds_sum");
                names.add(name + "_seconds_max");
            }
            case "DistributionSummary" -> {
                names.add(name + "_count");
                names.add(name + "_sum");
                names.add(name + "_max");
            }
            default -> {
                // A tag's value or a topic's name.
            }
        }
    }
}
