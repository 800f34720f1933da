package io.noisystudent.embedded.broker;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** The settings of a single node for a laptop: nothing expires, little memory, back at work soon after a crash. */
final class BrokerSettings {
    static final int NODE = 1;
    static final String CONTROLLER = "CONTROLLER";

    // 16 MiB of records with room for their batch's header.
    private static final int MAX_MESSAGE_BYTES = 17 * 1024 * 1024;
    private static final String HOST = "127.0.0.1";

    private BrokerSettings() {}

    static Map<String, Object> of(Path logs, int port, int controllerPort) {
        Map<String, Object> settings = new HashMap<>();
        settings.put("process.roles", "broker,controller");
        settings.put("node.id", NODE);
        settings.put("controller.quorum.voters", NODE + "@" + HOST + ":" + controllerPort);
        settings.put("controller.listener.names", CONTROLLER);
        settings.put(
                "listeners",
                "PLAINTEXT://" + HOST + ":" + port + "," + CONTROLLER + "://" + HOST + ":" + controllerPort);
        settings.put("advertised.listeners", "PLAINTEXT://" + HOST + ":" + port);
        settings.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT," + CONTROLLER + ":PLAINTEXT");
        settings.put("log.dirs", logs.toString());
        records(settings);
        singleNode(settings);
        return settings;
    }

    private static void records(Map<String, Object> settings) {
        settings.put("auto.create.topics.enable", false);
        settings.put("message.max.bytes", MAX_MESSAGE_BYTES);
        settings.put("replica.fetch.max.bytes", MAX_MESSAGE_BYTES);
        // The log is the data set.
        settings.put("log.retention.ms", -1);
        settings.put("log.retention.bytes", -1);
        // A stack that rests for a month must find its place again.
        settings.put("offsets.retention.minutes", 60 * 24 * 365);
    }

    private static void singleNode(Map<String, Object> settings) {
        for (String topic : new String[] {"offsets.topic", "transaction.state.log", "share.coordinator.state.topic"}) {
            settings.put(topic + ".replication.factor", "1");
            settings.put(topic + ".num.partitions", 4);
        }
        settings.put("transaction.state.log.min.isr", "1");
        settings.put("share.coordinator.state.topic.min.isr", "1");
        settings.put("group.initial.rebalance.delay.ms", 0);
        // After a kill the controller must forget the old registration before the broker may come back.
        settings.put("broker.session.timeout.ms", 1500);
        settings.put("broker.heartbeat.interval.ms", 300);
        settings.put("num.network.threads", 2);
        settings.put("num.io.threads", 4);
        settings.put("log.cleaner.dedupe.buffer.size", 16L * 1024 * 1024);
    }
}
