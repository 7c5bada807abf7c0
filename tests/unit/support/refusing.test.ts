import { once } from "node:events";
import { connect, createServer } from "node:net";
import { refusing } from "../../support/network/refusing";

it("a port that refuses connections goes to no server that another test starts", async () => {
  const { port, close } = await refusing();
  const [refused] = (await once(connect(port, "127.0.0.1"), "error").catch((error: unknown) => [error])) as [
    NodeJS.ErrnoException,
  ];
  expect(refused.code).toBe("ECONNREFUSED");
  const [taken] = (await once(createServer().listen(port, "127.0.0.1"), "error").catch((error: unknown) => [
    error,
  ])) as [NodeJS.ErrnoException];
  expect(taken.code).toBe("EADDRINUSE");
  await close();
});
