package io.noisystudent.embedded.broker;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;

/** The settings of a single node for a laptop: nothing expires, little memory, back at work soon after a crash. */
final class BrokerSettings {
    static final int NODE = 1;
    static final String CONTROLLER = "CONTROLLER";

    // 16 MiB of records with room for their batch's header.
    private static final int MAX_MESSAGE_BYTES = 17 * 1024 * 1024;
    private static final String HOST = "127.0.0.1";

    private BrokerSettings() {}

    static Map<String, Object> of(Path logs, Properties given) {
        String controllerPort = given.getProperty("controller.port");
        Map<String, Object> settings = new HashMap<>();
        settings.put("process.roles", "broker,controller");
        settings.put("node.id", NODE);
        settings.put("controller.quorum.voters", NODE + "@" + HOST + ":" + controllerPort);
        settings.put("controller.listener.names", CONTROLLER);
        settings.put("log.dirs", logs.toString());
        String controller = "," + CONTROLLER + "://" + HOST + ":" + controllerPort;
        if (given.containsKey("key.store")) {
            String clients = address("SASL_SSL", given.getProperty("port")) + ","
                    + address("SSL", given.getProperty("certificate.port"));
            settings.put("listeners", clients + controller);
            settings.put("advertised.listeners", clients);
            secure(settings, given);
        } else {
            String clients = address("PLAINTEXT", given.getProperty("port"));
            settings.put("listeners", clients + controller);
            settings.put("advertised.listeners", clients);
            settings.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT," + CONTROLLER + ":PLAINTEXT");
        }
        records(settings);
        singleNode(settings);
        return settings;
    }

    private static String address(String listener, String port) {
        return listener + "://" + HOST + ":" + port;
    }

    /** The node talks to itself as a client with its own certificate. */
    private static void secure(Map<String, Object> settings, Properties given) {
        settings.put("listener.security.protocol.map", "SASL_SSL:SASL_SSL,SSL:SSL," + CONTROLLER + ":SSL");
        settings.put("inter.broker.listener.name", "SSL");
        settings.put("ssl.keystore.type", "PEM");
        settings.put("ssl.keystore.location", given.getProperty("key.store"));
        settings.put("ssl.truststore.type", "PEM");
        settings.put("ssl.truststore.location", given.getProperty("authorities"));
        settings.put("listener.name.ssl.ssl.client.auth", "required");
        settings.put("listener.name.controller.ssl.client.auth", "required");
        settings.put("sasl.enabled.mechanisms", "SCRAM-SHA-512");
        settings.put(
                "listener.name.sasl_ssl.scram-sha-512.sasl.jaas.config",
                "org.apache.kafka.common.security.scram.ScramLoginModule required;");
        // The subject CN=labeler-service is the user labeler-service, as with a password.
        settings.put("ssl.principal.mapping.rules", "RULE:^CN=([^,]+)$/$1/,DEFAULT");
        settings.put("authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer");
        settings.put("super.users", "User:broker");
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
