// Reads a frame with Confluent's own JavaScript client and writes the same record with it.
// Arguments: registry URL, topic, frame in base64. Prints {"record": ..., "frame": base64}.
import registry from '@confluentinc/schemaregistry';

const { SchemaRegistryClient, AvroDeserializer, AvroSerializer, SerdeType } = registry;
const [url, topic, frame] = process.argv.slice(2);
const client = new SchemaRegistryClient({ baseURLs: [url] });

const deserializer = new AvroDeserializer(client, SerdeType.VALUE, {});
const record = await deserializer.deserialize(topic, Buffer.from(frame, 'base64'));

const serializer = new AvroSerializer(client, SerdeType.VALUE, {
  autoRegisterSchemas: false,
  useLatestVersion: true,
});
const written = await serializer.serialize(topic, { ...record, value: record.value + 1 });

process.stdout.write(JSON.stringify({ record, frame: written.toString('base64') }));
